import Foundation

/// Results as lines for a terminal.
enum FleetTable {
    private static let columns = [
        "scheduler", "load", "in time", "bound", "ratio", "late", "none", "age p99.9", "fresh",
        "busy", "batch", "worst device",
    ]

    /// A heading, and a line for each run; shares are per mille.
    static func lines(of runs: [FleetRunSummary]) -> [String] {
        let rows = runs.map { run in
            let offered = Double(max(run.total.offered, 1))
            let late = Double(run.total.late) / offered
            return [
                run.choice, number(run.load, 2), permille(run.goodput), permille(run.bound),
                number(run.ratio, 4), permille(late), permille(max(1 - run.goodput - late, 0)),
                number(run.ageP999Milliseconds, 0) + " ms", permille(run.freshShare),
                permille(run.busyShare), number(run.meanBatch, 1),
                permille(1 - run.worstMiss),
            ]
        }
        return aligned([columns] + rows) + ["shares are per mille of captures, or of time"]
    }
    /// One run in more words.
    static func details(of run: FleetRunSummary) -> [String] {
        let offered = Double(max(run.total.offered, 1))
        var groups = [["group", "captures", "in time", "late", "none", "why"]]
        for group in run.groups {
            let sum = Double(max(group.offered, 1))
            let late = Double(group.late) / sum
            groups.append([
                group.name, "\(group.offered)", permille(group.goodput), permille(late),
                permille(max(1 - group.goodput - late, 0)), causes(group.unanswered, sum),
            ])
        }
        let all = run.total.unanswered
        return aligned(groups, leftAlignedLast: true) + [
            "",
            "by cause       late \(permille(Double(run.total.late) / offered))"
                + (all.isEmpty ? "" : ", " + causes(all, offered)),
            "bound          \(permille(run.bound)) for who cannot know each plan's way back, "
                + "\(permille(run.clairvoyantBound)) for who could",
            "plan age       \(number(run.ageMedianMilliseconds, 0)) / "
                + "\(number(run.ageP99Milliseconds, 0)) / \(number(run.ageP999Milliseconds, 0)) "
                + "ms (p50 / p99 / p99.9 of device time)",
            "batches        " + sizes(run.batchSizes),
            "worst device   \(permille(1 - run.worstMiss)) in time, "
                + "\(run.longestStreak) captures in a row without; fairness "
                + number(run.fairness, 4),
        ] + (run.accounts?.lines ?? []) + [
            "simulated      "
                + (run.simulation == "whole"
                    ? "all cores of the cell" : "the coordinator's batcher alone"),
            "digest         \(run.digest)",
        ]
    }
    /// A share per mille, with one decimal.
    static func permille(_ share: Double) -> String { number(share * 1_000, 1) }
    /// A share per cent, with one decimal, as in a sentence.
    static func percent(_ share: Double) -> String { number(share * 100, 1) + " %" }
    /// `value` with so many decimals.
    static func number(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }
    /// A whole number with its thousands apart.
    static func grouped(_ value: Int) -> String {
        var text = ""
        for (place, digit) in "\(value)".reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// Columns, the first to the left, the others to the right.
    static func aligned(_ rows: [[String]], leftAlignedLast: Bool = false) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                let isLeft = column == 0 || leftAlignedLast && column == count - 1
                return isLeft ? text + space : space + text
            }
            return String(
                cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func causes(_ causes: [String: UInt64], _ offered: Double) -> String {
        causes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \(permille(Double($0.value) / offered))" }.joined(separator: ", ")
    }
    private static func sizes(_ sizes: [UInt64]) -> String {
        let batches = sizes.reduce(0, +)
        guard batches > 0 else { return "none" }
        func quantile(_ share: Double) -> Int {
            var rest = Double(batches) * share
            for (index, count) in sizes.enumerated() {
                rest -= Double(count)
                if rest <= 0 { return index + 1 }
            }
            return sizes.count
        }
        return "\(grouped(Int(batches))), of \(quantile(0.1)) / \(quantile(0.5)) / "
            + "\(quantile(0.9)) / \(sizes.count) members (p10 / p50 / p90 / most)"
    }
}
