/// The last line of a drive log: the whole drive in numbers, as `tombolo-edge` counted them.
struct DriveSummary: Decodable {
    /// Latency from the camera's picture to the plan in hand, milliseconds.
    struct Latency: Decodable {
        let p50: Double?
        let p95: Double?
        let p99: Double?
        let max: Double?
    }
    let durationS: Double
    let distanceM: Double
    let collisions: Int
    let offRoadS: Double
    let ticks: Int
    let missed: Int
    let worstLateMs: Double
    let captures: Int
    let frameBytesMean: Double?
    /// Bytes of a picture as the camera takes it.
    let pictureBytes: Int
    let byDriverS: [String: Double]
    let fates: [String: Int]
    let latencyMs: Latency

    /// Whether every capture has exactly one fate, or is still under way.
    var isBalanced: Bool { fates.values.reduce(0, +) == captures }
}
