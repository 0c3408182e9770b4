/// What a worker did since it began, by member.
public struct WorkerCounts: Hashable, Sendable {
    /// Batches that came.
    public internal(set) var batches: UInt64 = 0
    /// Batches sent back unrun.
    public internal(set) var turnedAway: UInt64 = 0
    /// Latents that came.
    public internal(set) var received: UInt64 = 0
    /// Plans sent.
    public internal(set) var answered: UInt64 = 0
    /// Latents that could not be decoded.
    public internal(set) var malformed: UInt64 = 0
    /// Latents whose budget was spent before compute.
    public internal(set) var expired: UInt64 = 0
    /// Latents that could not be run, or not to a sound plan.
    public internal(set) var failed: UInt64 = 0
    /// Of those that failed, the ones whose plan was not finite.
    public internal(set) var unsound: UInt64 = 0
    /// Latents whose session ended before their result.
    public internal(set) var orphaned: UInt64 = 0
    /// Latents that wait or run now.
    public internal(set) var held = 0
    /// Frames that are no legal frame.
    public internal(set) var undecodableFrames: UInt64 = 0

    /// Whether each latent that came has ended, waits or runs.
    public var isBalanced: Bool {
        guard let held = UInt64(exactly: held) else { return false }
        return received == answered + malformed + expired + failed + orphaned + held
    }
}
