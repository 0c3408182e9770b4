/// The comparison of drivers as lines for a terminal.
enum TrafficTable {
    private static let widths = [26, 8, 8, 8, 8, 9, 9, 8]

    static var heading: String {
        line(["row", "driver", "frames", "p50", "p99", "> 200 ms", "> 300 ms", "none"])
            + "  beyond the bounds"
    }
    /// A line for each driver; the kernel's is the measure of the others.
    static func lines(_ row: TrafficRow, _ results: [(TrafficDriver, TrafficResult)]) -> [String] {
        let kernel = results.first { $0.0 == .kernel }?.1
        return results.map { driver, result in
            let cells =
                [row.name, driver.rawValue, "\(result.count + result.missing)"]
                + [0.5, 0.99].map { quantile in
                    result.quantile(quantile).map { FleetTable.number($0, 1) } ?? "none"
                }
                + [200.0, 300.0].map {
                    FleetTable.number(result.lateShare(over: $0) * 100, 2) + " %"
                } + ["\(result.missing)"]
            guard driver != .kernel, let kernel else { return line(cells) }
            let found = result.disagreements(with: kernel)
            let verdict = found.isEmpty ? "-" : found.joined(separator: ", ")
            return line(cells) + "  " + verdict + (row.isBound ? "" : " (not held to them)")
        }
    }
    /// What the drivers disagree about with the kernel.
    static func disagreements(_ results: [(TrafficDriver, TrafficResult)]) -> [String] {
        guard let kernel = results.first(where: { $0.0 == .kernel })?.1 else { return [] }
        return results.filter { $0.0 != .kernel }.flatMap { $0.1.disagreements(with: kernel) }
    }

    private static func line(_ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { column, cell in
            let space = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
            return column < 2 ? cell.0 + space : space + cell.0
        }.joined(separator: " ")
    }
}
