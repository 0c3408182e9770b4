import Timekeeping
import Worlds

/// What is counted of a drive from `DriveConfiguration.scoredFrom` on.
extension ClosedLoop {
    mutating func beginScore() {
        world.resetScore()
        outcome.firstOffRoad = nil
        outcome.agesDriven = AgeCounts()
        drivenAges.removeAll(keepingCapacity: true)
    }
    /// Notes that a plan of the cloud of this age drives on this tick.
    mutating func noteDriven(_ age: Interval) {
        drivenAges.append(age)
        outcome.agesDriven.add(age)
    }
}
