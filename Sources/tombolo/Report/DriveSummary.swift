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
    /// Everything else that was dropped, late or lost, each by its name; absent in older logs.
    let drops: [String: Int]?
    let latencyMs: Latency

    /// What was dropped at all, by name.
    var dropped: [(name: String, count: Int)] {
        (drops ?? [:]).filter { $0.value > 0 }.sorted { $0.key < $1.key }
            .map { (name: $0.key, count: $0.value) }
    }
    /// Whether every capture has exactly one fate, or is still under way.
    var isBalanced: Bool { fates.values.reduce(0, +) == captures }
}
