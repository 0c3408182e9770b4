import Timekeeping
import Worlds

/// How one drive ended, and the table of many.
struct EvaluationRow: Sendable {
    /// Who drove.
    enum Way: String, CaseIterable {
        case expert
        case cloud = "cloud plans"
        case local = "local policy"
        case held = "last command held"
    }
    let way: Way
    let scenario: String
    let seed: UInt64
    let score: DriveScore

    /// True if it ended in a collision or off the road.
    var hasCrashed: Bool { score.collisions > 0 || score.offRoadTime > .zero }

    /// Prints, for rows in order, a line for each drive that did not stay clean, then a line for
    /// each way of driving.
    static func print(_ rows: [EvaluationRow]) {
        for row in rows where row.hasCrashed && row.way != .held {
            let what = row.score.collisions > 0 ? "collision" : "off the road"
            Swift.print(
                "\(row.way.rawValue), \(row.scenario) seed \(row.seed): \(what) after "
                    + "\(rounded(row.score.duration.seconds, 1)) s")
        }
        let titles = [
            "drives", "clean", "collided", "off road s", "m/s", "distance m", "min TTC s",
            "lane error m", "jerk m/s3",
        ]
        Swift.print(line("driven by", titles))
        for way in Way.allCases {
            let scores = rows.filter { $0.way == way }
            guard !scores.isEmpty else { continue }
            func mean(_ value: (DriveScore) -> Double) -> Double {
                scores.map { value($0.score) }.reduce(0, +) / Double(scores.count)
            }
            let seconds = scores.map(\.score.duration.seconds).reduce(0, +)
            let distance = scores.map(\.score.distance).reduce(0, +)
            Swift.print(
                line(
                    way.rawValue,
                    [
                        "\(scores.count)", "\(scores.count { !$0.hasCrashed })",
                        "\(scores.count { $0.score.collisions > 0 })",
                        rounded(scores.map(\.score.offRoadTime.seconds).reduce(0, +), 2),
                        rounded(distance / max(seconds, 0.02), 2),
                        rounded(mean(\.distance), 0),
                        rounded(scores.map(\.score.minimumTimeToCollision).min() ?? 0, 2),
                        rounded(mean(\.laneError), 2), rounded(mean(\.jerk), 2),
                    ]))
        }
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(1, 20 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
    private static func rounded(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "-" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        let whole = Int(scaled / scale)
        let text = (value < 0 ? "-" : "") + "\(whole)"
        guard places > 0 else { return text }
        let part = "\(Int(scaled) - whole * Int(scale))"
        return text + "." + String(repeating: "0", count: places - part.count) + part
    }
}
