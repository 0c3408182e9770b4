public import Timekeeping

/// One drive of a rival: the same world, car, sensors, models and times of computing as the drive
/// of Tombolo's that it is compared with.
public struct RivalConfiguration: Sendable {
    /// How the car uses the cloud.
    public var strategy: RivalStrategy
    /// World, device, its link, the models' times, score and end of the drive. Coordinator, session
    /// and failsafe are not used.
    public var drive: DriveConfiguration
    /// When the car may move, since the beginning of the drive.
    public var releasedAt: Interval

    /// A drive from its parts.
    public init(
        strategy: RivalStrategy, drive: DriveConfiguration, releasedAt: Interval
    ) {
        self.strategy = strategy
        self.drive = drive
        self.releasedAt = releasedAt
    }
}
