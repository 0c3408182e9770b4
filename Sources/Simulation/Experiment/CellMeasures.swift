import Timekeeping

/// What many drives over one link with one strategy came to.
public struct CellMeasures: Codable, Hashable, Sendable {
    /// How many.
    public var drives = 0
    /// How many of them touched something.
    public var collided = 0
    /// How many of them left the road.
    public var leftRoad = 0
    /// For how long a corner of a car was off the road, all in all, seconds.
    public var offRoadSeconds = 0.0
    /// Scored time of all drives, seconds.
    public var seconds = 0.0
    /// Metres of all drives.
    public var distance = 0.0
    /// The shortest time to collision of all drives, seconds; nil if there was none.
    public var minimumTimeToCollision: Double?
    /// Root mean square over all time, m/s3.
    public var jerk = 0.0
    /// Control ticks of all drives.
    public var ticks = 0
    /// Of these, how many had no command made for them.
    public var ticksMissed = 0
    /// How many drives ended standing and held.
    public var endedLatched = 0
    /// In how many drives the fallback's budget ran out.
    public var spentBudget = 0
    /// Who drove, shares of the time, 0 to 1.
    public var drivers: [NamedShare] = []
    /// In which state the failsafe was, shares of the time, 0 to 1.
    public var states: [NamedShare] = []
    /// The age of the followed plan that half of the ticks did not exceed, milliseconds, rounded up
    /// to `AgeCounts.step`; nil if none was followed.
    public var ageP50Milliseconds: Double?
    /// The same of 99 in 100.
    public var ageP99Milliseconds: Double?

    /// The measures of `drives`, of which each counts by its time.
    public init(_ drives: [DriveMeasures]) {
        self.drives = drives.count
        var ages = AgeCounts()
        var squares = 0.0
        for drive in drives {
            collided += drive.collisions > 0 ? 1 : 0
            leftRoad += drive.offRoadSeconds > 0 ? 1 : 0
            offRoadSeconds += drive.offRoadSeconds
            seconds += drive.seconds
            distance += drive.distance
            squares += drive.jerk * drive.jerk * drive.seconds
            ticks += drive.ticks
            ticksMissed += drive.ticksMissed
            endedLatched += drive.endedLatched ? 1 : 0
            spentBudget += drive.spentBudget ? 1 : 0
            ages.add(drive.ages)
        }
        minimumTimeToCollision = drives.compactMap(\.minimumTimeToCollision).min()
        jerk = seconds > 0 ? (squares / seconds).squareRoot() : 0
        drivers = NamedShare.shares(drives.map(\.drivers))
        states = NamedShare.shares(drives.map(\.states))
        ageP50Milliseconds = ages.percentile(50)?.milliseconds
        ageP99Milliseconds = ages.percentile(99)?.milliseconds
    }

    /// Metres per second over all time; zero if there was none.
    public var averageSpeed: Double { seconds > 0 ? distance / seconds : 0 }
    /// Nothing was touched and the road never left.
    public var isClean: Bool { collided == 0 && offRoadSeconds == 0 }
}
