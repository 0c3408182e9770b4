/// What a simulated car counted beside its drive.
public struct CarCounts: Hashable, Sendable {
    /// How often no command came for 200 ms and the car braked by itself.
    public var watchdogTrips: UInt64 = 0
    /// Steps of the world that came a whole step late or more, and were made up for.
    public var lateSteps: UInt64 = 0
    /// Pictures that were due while the camera still had an earlier one to begin.
    public var skippedPictures: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
