/// What a device's core did not take and no fate of a capture tells of.
public struct EdgeCounts: Hashable, Sendable {
    /// Plans and outcomes for a latent that is not waited for: given up, answered, or never sent.
    public internal(set) var unsolicited: UInt64 = 0
    /// Latents that went both ways, since their plans would have been late.
    public internal(set) var sentBothWays: UInt64 = 0
    /// Of these, how many were answered first on the second way.
    public internal(set) var answeredSecondWay: UInt64 = 0
    /// Second answers to such latents; the first one counted.
    public internal(set) var secondAnswers: UInt64 = 0
    /// Frames that a session took and that have no place at a device.
    public internal(set) var misplaced: UInt64 = 0
    /// Plans of the local policy that were not taken.
    public internal(set) var localPlansRejected: UInt64 = 0
    /// Runs of the local policy that gave no plan.
    public internal(set) var localPlansFailed: UInt64 = 0
    /// Odometry readings that no car can have.
    public internal(set) var unsoundOdometry: UInt64 = 0
    /// Times the coordinator lacked what a latent was predicted from, and asked for a keyframe.
    public internal(set) var keyframesAsked: UInt64 = 0
    /// Latents encoded a second time, since their reference was given up meanwhile.
    public internal(set) var encodedAgain: UInt64 = 0
    /// Faults of the camera that began.
    public internal(set) var cameraFaults: UInt64 = 0
    /// Times the actuators began to refuse commands.
    public internal(set) var actuatorRefusals: UInt64 = 0
    /// Paces that the coordinator asked for.
    public internal(set) var paces: UInt64 = 0
    /// Of these, slower ones than this device drives by: it kept the slowest that it does.
    public internal(set) var pacesExceeded: UInt64 = 0
    /// Reports of the shell on captures that are not where it says.
    public internal(set) var ignored: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
