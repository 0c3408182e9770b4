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
    /// Why it ended, and whether the car stood then; absent in older logs.
    let ending: String?
    let standing: Bool?
    let distanceM: Double
    let collisions: Int
    let offRoadS: Double
    let ticks: Int
    let missed: Int
    let worstLateMs: Double
    let captures: Int
    let frameBytesMean: Double?
    /// Frames sent with a latent, and how many of these were predicted; nil in older logs.
    let frames: UInt64?
    let predictedFrames: UInt64?
    /// Bytes of a picture as the camera takes it.
    let pictureBytes: Int
    let byDriverS: [String: Double]
    let fates: [String: Int]
    /// Everything else that was dropped, late or lost, each by its name; absent in older logs.
    let drops: [String: Int]?
    /// The rejected and the lost captures by cause; absent in older logs.
    let fateCauses: [String: Int]?
    let latencyMs: Latency

    /// The causes, the most frequent first.
    var causes: [(name: String, count: Int)] {
        (fateCauses ?? [:]).filter { $0.value > 0 }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (name: $0.key, count: $0.value) }
    }

    /// What was dropped at all, by name.
    var dropped: [(name: String, count: Int)] {
        (drops ?? [:]).filter { $0.value > 0 }.sorted { $0.key < $1.key }
            .map { (name: $0.key, count: $0.value) }
    }
    /// Whether every capture has exactly one fate, or is still under way.
    var isBalanced: Bool { fates.values.reduce(0, +) == captures }
}
