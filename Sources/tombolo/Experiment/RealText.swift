import Simulation

/// Real drives beside virtual ones, for a terminal.
enum RealText {
    static func lines(_ comparisons: [RealComparison]) -> [String] {
        guard !comparisons.isEmpty else { return [] }
        var rows = [
            ["link", "drive", "", "collided", "off road s", "m/s", "ticks missed", "who drove"]
        ]
        for comparison in comparisons {
            let drive = "\(comparison.scenario) \(comparison.seed)"
            rows.append([comparison.link, drive, "virtual"] + cells(comparison.virtual))
            rows.append(["", "", "real"] + cells(comparison.real))
        }
        let tolerance = RealComparison.Tolerance.self
        let disagreements = comparisons.filter { !$0.differences.isEmpty }.map {
            "they differ over \($0.link): \($0.differences.joined(separator: ", "))"
        }
        return ["", "real processes and sockets beside virtual time"]
            + FleetTable.aligned(rows, leftAlignedLast: true)
            + [
                "they agree if both are clean or neither is, speeds are within "
                    + "\(FleetTable.percent(tolerance.speedShare)) or \(tolerance.speed) m/s, and "
                    + "shares of the time within \(FleetTable.number(100 * tolerance.share, 0)) "
                    + "points"
            ]
            + (disagreements.isEmpty ? ["the two agree"] : disagreements)
    }

    private static func cells(_ cell: CellMeasures) -> [String] {
        [
            "\(cell.collided)", FleetTable.number(cell.offRoadSeconds, 1),
            FleetTable.number(cell.averageSpeed, 2), "\(cell.ticksMissed)",
            cell.drivers.map {
                "\(DriverName.text($0.name)) \(FleetTable.number(100 * $0.share, 0)) %"
            }.joined(separator: ", "),
        ]
    }
}
