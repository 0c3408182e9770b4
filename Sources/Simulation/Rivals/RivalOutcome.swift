public import Timekeeping
public import Worlds

/// How a rival's drive went.
public struct RivalOutcome: Sendable {
    /// What the world says of it.
    public internal(set) var score: DriveScore
    /// When a plan was there, since the beginning of the drive, and its age at that moment.
    public internal(set) var arrivals: [(elapsed: Interval, age: Interval)] = []
    /// From capture to each scored tick on which a plan of the cloud was followed.
    public internal(set) var agesDriven = AgeCounts()
    /// Captures that were begun.
    public internal(set) var captures: UInt64 = 0
    /// Answers that brought nothing to follow: failed, unsound, or past their end already.
    public internal(set) var useless: UInt64 = 0
    /// The longest time between two plans since the first, the end of the drive included.
    public internal(set) var longestGap = Interval.zero
    /// Folded over every event and command: equal for equal drives.
    public internal(set) var digest = Digest()
    /// When a corner of the car was first off the road; nil if none ever was.
    public internal(set) var firstOffRoad: Interval?
    /// Whether it touched something or ended `Limits.lostOverhang` over the edge.
    public internal(set) var isLost = false
    /// Whether the road was driven to its end.
    public internal(set) var isFinished = false
    /// The car's last speed, m/s.
    public internal(set) var speed = 0.0
    private var ticks = [Int](repeating: 0, count: RivalDriver.allCases.count)

    init(score: DriveScore) { self.score = score }

    /// Scored control ticks on which `driver` had the car.
    public internal(set) subscript(driver: RivalDriver) -> Int {
        get { ticks[driver.rawValue] }
        set { ticks[driver.rawValue] = newValue }
    }
}
