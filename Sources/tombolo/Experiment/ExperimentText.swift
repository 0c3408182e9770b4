import Simulation

/// An experiment as lines for a terminal.
enum ExperimentText {
    private static let columns = [
        "link", "strategy", "collided", "off road s", "min TTC s", "m/s", "jerk m/s3",
        "ticks missed", "latched", "plan age p50/p99", "who drove, % of the time",
    ]

    /// The table: a line for each strategy over each link, the local policy's once.
    static func table(_ report: ExperimentReport) -> [String] {
        var rows = [columns]
        if let local = report.local { rows.append(["(any link)"] + cells(local)) }
        for row in report.rows {
            for (index, cell) in row.cells.enumerated() {
                rows.append([index == 0 ? row.link : ""] + cells(cell))
            }
        }
        return FleetTable.aligned(rows, leftAlignedLast: true)
    }
    /// What Tombolo's failsafe did, a line for each link.
    static func states(_ report: ExperimentReport) -> [String] {
        let names = DriveMeasures.stateNames.filter { name in
            report.rows.contains { row in
                row.cells.contains { $0.measures.states.contains { $0.name == name } }
            }
        }
        guard !names.isEmpty else { return [] }
        let rows = report.rows.compactMap { row -> [String]? in
            guard let cell = row.cells.first(where: { $0.strategy == .tombolo }) else {
                return nil
            }
            let shares = names.map { name in
                cell.measures.states.first { $0.name == name }.map { percent($0.share) } ?? "-"
            }
            return [row.link] + shares + [percent(row.served)]
        }
        return [
            "",
            "% of the time in each state of the failsafe, and % of the seconds in which the"
                + " link could bring a plan in time",
        ]
            + FleetTable.aligned([["link"] + names + ["served"]] + rows)
    }
    /// The goals, failed ones with the drives to look at.
    static func goals(_ report: ExperimentReport) -> [String] {
        guard let areMet = report.areGoalsMet else {
            return ["", "goals: tombolo did not drive, so nothing is judged"]
        }
        var lines = ["", "goals"]
        for goal in report.goals {
            let mark = goal.isMet.map { $0 ? "met   " : "FAILED" } ?? "-     "
            lines.append("\(mark)  \(goal.link), \(name(goal.kind)): \(goal.words)")
        }
        for row in report.rows {
            for cell in row.cells where cell.strategy == .tombolo {
                lines += cell.mishaps.map { "not clean: \(row.link), \(mishap($0))" }
            }
        }
        lines.append(areMet ? "all goals met" : "NOT ALL GOALS MET")
        return lines
    }
    /// What a goal is called.
    static func name(_ kind: ExperimentGoal.Kind) -> String {
        switch kind {
        case .safe: "no collision, never off the road"
        case .localSpeed: "no slower than the local policy"
        case .perfectSpeed: "95 % of the perfect link's speed"
        case .latched: "ends in a latched stop"
        }
    }

    private static func cells(_ cell: ExperimentReport.Cell) -> [String] {
        let measures = cell.measures
        let number = FleetTable.number
        let ages = [measures.ageP50Milliseconds, measures.ageP99Milliseconds].map {
            $0.map { number($0, 0) } ?? "-"
        }
        return [
            cell.strategy.rawValue, "\(measures.collided) of \(measures.drives)",
            number(measures.offRoadSeconds, 1),
            measures.minimumTimeToCollision.map { number($0, 2) } ?? "-",
            number(measures.averageSpeed, 2), number(measures.jerk, 2),
            "\(measures.ticksMissed)", "\(measures.endedLatched)",
            ages.joined(separator: "/") + " ms",
            measures.drivers.map { "\(words($0.name)) \(percent($0.share))" }
                .joined(separator: ", "),
        ]
    }
    private static func mishap(_ drive: DriveMeasures) -> String {
        let number = FleetTable.number
        let end = "after \(number(drive.seconds, 1)) s"
        let parts = [
            drive.collisions > 0 ? "collided \(end)" : nil,
            drive.offRoadSeconds > 0
                ? "off the road for \(number(drive.offRoadSeconds, 2)) s" : nil,
        ]
        return "\(drive.scenario) seed \(drive.seed): "
            + parts.compactMap { $0 }.joined(separator: ", ")
    }
    private static func percent(_ share: Double) -> String { FleetTable.number(100 * share, 1) }
    private static func words(_ driver: String) -> String {
        switch driver {
        case "plan": "plan"
        case "heldCommand": "last command"
        default: DriverName.text(driver)
        }
    }
}
