import Failsafe
import Simulation
import Timekeeping
import Worlds

/// How one drive of an evaluation went; also one record of its JSON report.
struct EvaluationRow: Codable, Sendable {
    /// Who drove.
    let way: EvaluationWay
    let scenario: String
    let seed: UInt64
    /// How long the drive lasted, seconds.
    let seconds: Double
    /// Metres along the road.
    let distance: Double
    /// Metres per second.
    let averageSpeed: Double
    let vehicleCollisions: Int
    let pedestrianCollisions: Int
    let objectCollisions: Int
    /// Everything touched.
    let collisions: Int
    /// When a corner of the car was first off the road, seconds; absent if never.
    let firstOffRoad: Double?
    /// How long one was, all in all.
    let offRoadSeconds: Double
    /// Seconds; absent if nothing was ever closed in on.
    let minimumTimeToCollision: Double?
    /// Root mean square, metres.
    let laneError: Double
    /// Root mean square, m/s3.
    let jerk: Double
    /// How often the failsafe stopped the car.
    let stops: Int
    /// Seconds by who drove; empty where no device did.
    let secondsByDriver: [String: Double]
    /// From capture to the plan's arrival, the middle one, milliseconds; absent if none arrived.
    let planAgeMs: Double?

    /// The row of a drive that no device had a part in.
    init(
        _ way: EvaluationWay, scenario: String, seed: UInt64, score: DriveScore,
        firstOffRoad: Interval?
    ) {
        self.init(
            way, scenario: scenario, seed: seed, score: score, firstOffRoad: firstOffRoad,
            stops: 0, secondsByDriver: [:], planAge: nil)
    }
    /// The row of a drive in the closed loop.
    init(_ way: EvaluationWay, scenario: String, seed: UInt64, outcome: DriveOutcome) {
        var seconds: [String: Double] = [:]
        for driver in Driver.allCases where outcome.ticks[driver] > 0 {
            seconds["\(driver)"] = World.stepInterval.seconds * Double(outcome.ticks[driver])
        }
        let stops = outcome.turns.count { $0.driver == .stopping }
        self.init(
            way, scenario: scenario, seed: seed, score: outcome.score,
            firstOffRoad: outcome.firstOffRoad, stops: stops, secondsByDriver: seconds,
            planAge: outcome.planAgeAtArrival?.median)
    }
    private init(
        _ way: EvaluationWay, scenario: String, seed: UInt64, score: DriveScore,
        firstOffRoad: Interval?, stops: Int, secondsByDriver: [String: Double], planAge: Interval?
    ) {
        self.way = way
        self.scenario = scenario
        self.seed = seed
        seconds = score.duration.seconds
        distance = score.distance
        averageSpeed = score.averageSpeed
        vehicleCollisions = score.vehicleCollisions
        pedestrianCollisions = score.pedestrianCollisions
        objectCollisions = score.objectCollisions
        collisions = score.collisions
        self.firstOffRoad = firstOffRoad?.seconds
        offRoadSeconds = score.offRoadTime.seconds
        minimumTimeToCollision =
            score.minimumTimeToCollision.isFinite ? score.minimumTimeToCollision : nil
        laneError = score.laneError
        jerk = score.jerk
        self.stops = stops
        self.secondsByDriver = secondsByDriver
        planAgeMs = planAge?.milliseconds
    }

    /// True if nothing was touched and the road never left.
    var isClean: Bool { collisions == 0 && offRoadSeconds == 0 }

    /// What went wrong, when and for how long; nil of a clean drive. A drive ends at its collision.
    var mishap: String? {
        var parts: [String] = []
        let kinds = [
            ("a vehicle", vehicleCollisions), ("a pedestrian", pedestrianCollisions),
            ("an object", objectCollisions),
        ]
        let hit = kinds.filter { $0.1 > 0 }.map(\.0)
        if !hit.isEmpty {
            parts.append(
                "hit \(hit.joined(separator: " and ")) at \(EvaluationText.rounded(seconds, 1)) s")
        }
        if let firstOffRoad {
            parts.append(
                "off the road at \(EvaluationText.rounded(firstOffRoad, 1)) s for "
                    + "\(EvaluationText.rounded(offRoadSeconds, 2)) s")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
