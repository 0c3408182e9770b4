public import NetworkModel
public import Timekeeping

/// One drive of a rival: the same world, car, sensors, models and times of computing as the drive
/// of Tombolo's that it is compared with.
public struct RivalConfiguration: Sendable {
    /// How the car uses the cloud.
    public var strategy: RivalStrategy
    /// World, device, models' times and end of the drive. Its coordinator, session, failsafe and
    /// links are not used.
    public var drive: DriveConfiguration
    /// The link between device and cloud.
    public var link: LinkCourse
    /// When the car may move, since the beginning of the drive.
    public var releasedAt: Interval
    /// From when on the drive is scored, since its beginning.
    public var scoredFrom: Interval

    /// A drive from its parts.
    public init(
        strategy: RivalStrategy, drive: DriveConfiguration, link: LinkCourse,
        releasedAt: Interval, scoredFrom: Interval
    ) {
        self.strategy = strategy
        self.drive = drive
        self.link = link
        self.releasedAt = releasedAt
        self.scoredFrom = scoredFrom
    }
}
