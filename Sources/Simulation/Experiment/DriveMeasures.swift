import Timekeeping
import Worlds

/// What one drive of an experiment came to; everything is of its scored part.
public struct DriveMeasures: Codable, Hashable, Sendable {
    private enum CodingKeys: CodingKey {
        case scenario, seed, seconds, distance, collisions, firstOffRoadSecond, offRoadSeconds
        case minimumTimeToCollision, jerk, ticks, ticksMissed, drivers, states, endedLatched
        case spentBudget, digest
    }
    /// Where.
    public var scenario: String
    /// Of world, links and compute.
    public var seed: UInt64
    /// How long it lasted, seconds.
    public var seconds = 0.0
    /// Metres along the road.
    public var distance = 0.0
    /// What was touched.
    public var collisions = 0
    /// When the road was left first, seconds since the beginning of the drive; nil for never.
    public var firstOffRoadSecond: Double?
    /// How long a corner of the car was off the road, seconds.
    public var offRoadSeconds = 0.0
    /// Seconds; nil if nothing was ever closed in on.
    public var minimumTimeToCollision: Double?
    /// Root mean square, m/s3.
    public var jerk = 0.0
    /// Control ticks.
    public var ticks = 0
    /// Control ticks without a command made for them.
    public var ticksMissed = 0
    /// Who drove for how long, in a fixed order.
    public var drivers: [NamedSeconds] = []
    /// How long the failsafe was in each state, in a fixed order; empty where there is none.
    public var states: [NamedSeconds] = []
    /// Whether it ended standing and held, waiting for a release.
    public var endedLatched = false
    /// Whether the fallback's budget ran out on the way.
    public var spentBudget = false
    /// Equal for equal drives.
    public var digest: UInt64 = 0
    /// How old the followed plans of the cloud were, tick by tick.
    public var ages = AgeCounts()

    /// A drive of nothing yet.
    public init(scenario: String, seed: UInt64) {
        self.scenario = scenario
        self.seed = seed
    }
    /// A rival's drive.
    public init(scenario: String, seed: UInt64, rival outcome: RivalOutcome) {
        self.init(scenario: scenario, seed: seed)
        take(outcome.score)
        firstOffRoadSecond = outcome.firstOffRoad?.seconds
        ticks = RivalDriver.allCases.reduce(0) { $0 + outcome[$1] }
        ticksMissed = outcome[.heldCommand]
        drivers = RivalDriver.allCases.filter { outcome[$0] > 0 }.map {
            NamedSeconds("\($0)", Double(outcome[$0]) * World.stepInterval.seconds)
        }
        digest = outcome.digest.value
        ages = outcome.agesDriven
    }

    /// Neither touched anything nor left the road.
    public var isClean: Bool { collisions == 0 && offRoadSeconds == 0 }

    mutating func take(_ score: DriveScore) {
        seconds = score.duration.seconds
        distance = score.distance
        collisions = score.collisions
        offRoadSeconds = score.offRoadTime.seconds
        minimumTimeToCollision =
            score.minimumTimeToCollision.isFinite ? score.minimumTimeToCollision : nil
        jerk = score.jerk
    }
}
