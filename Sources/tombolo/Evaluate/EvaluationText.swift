/// An evaluation as lines for a terminal.
enum EvaluationText {
    /// A line for each drive that did not stay clean, then the table, a line for each way; rows are
    /// in order. That the last command held ends badly is what it is there to show: no line each.
    static func lines(_ rows: [EvaluationRow]) -> [String] {
        var lines: [String] = []
        for row in rows where row.way != .held {
            guard let mishap = row.mishap else { continue }
            lines.append("\(row.way.rawValue), \(row.scenario) seed \(row.seed): \(mishap)")
        }
        lines.append(
            line(
                "driven by",
                [
                    "drives", "clean", "collided", "off road s", "stops", "m/s", "distance m",
                    "min TTC s", "lane error m", "jerk m/s3",
                ]))
        for way in EvaluationWay.allCases {
            let rows = rows.filter { $0.way == way }
            if !rows.isEmpty { lines.append(line(way.rawValue, cells(rows))) }
        }
        return lines
    }

    /// `value` with so many decimal places; a dash for what is no number.
    static func rounded(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let text = (value < 0 ? "-" : "") + "\(scaled / scale)"
        guard places > 0 else { return text }
        let part = "\(scaled % scale)"
        return text + "." + String(repeating: "0", count: places - part.count) + part
    }

    private static func cells(_ rows: [EvaluationRow]) -> [String] {
        func sum(_ value: (EvaluationRow) -> Double) -> Double {
            rows.map(value).reduce(0, +)
        }
        let count = Double(rows.count)
        let nearest = rows.compactMap(\.minimumTimeToCollision).min() ?? .infinity
        return [
            "\(rows.count)", "\(rows.count { $0.isClean })",
            "\(rows.count { $0.collisions > 0 })", rounded(sum(\.offRoadSeconds), 2),
            "\(rows.map(\.stops).reduce(0, +))",
            rounded(sum(\.distance) / max(sum(\.seconds), 0.02), 2),
            rounded(sum(\.distance) / count, 0), rounded(nearest, 2),
            rounded(sum(\.laneError) / count, 2), rounded(sum(\.jerk) / count, 2),
        ]
    }
    private static func line(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(1, 20 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
}
