import Timekeeping
import Worlds

/// One drive of an evaluation, as it is written for other programs.
struct EvaluationRecord: Codable {
    /// The expert, the cloud's plans, the local policy, or the last command held.
    let way: String
    let scenario: String
    let seed: UInt64
    let seconds: Double
    /// Metres along the road.
    let distance: Double
    let collisions: Int
    let offRoadSeconds: Double
    /// Metres per second.
    let averageSpeed: Double

    init(_ row: EvaluationRow) {
        way = row.way.rawValue
        scenario = row.scenario
        seed = row.seed
        seconds = row.score.duration.seconds
        distance = row.score.distance
        collisions = row.score.collisions
        offRoadSeconds = row.score.offRoadTime.seconds
        averageSpeed = row.score.averageSpeed
    }
}
