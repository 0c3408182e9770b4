import Timekeeping
import Simulation

/// One cell of the bench: ours, the bound, the best of the others.
struct SchedulerRow: Codable {
    /// The scheduler that does best on this very cell, ours apart.
    struct Rival: Codable {
        let name: String
        let goodput: Double
    }
    let cell: String
    let load: Double
    /// Plans in time over captures offered, of the part that the cell is about.
    let goodput: Double
    /// Of the urgent groups, where there are others.
    let urgentGoodput: Double?
    /// Of the whole run, over its bound.
    let ratio: Double
    let bound: Double
    let freshShare: Double
    let ageP999Milliseconds: Double
    let longestStreak: Int
    /// What the worst device missed over what all missed.
    let worstOverMean: Double
    let rival: Rival?
    /// Whether what was set for the cell is reached; nil if nothing was set.
    let isReached: Bool?

    init(_ cell: BenchCell, _ result: FleetResult, rival: Rival?) {
        self.cell = cell.name
        load = cell.scenario.load
        goodput = cell.goodput(result)
        urgentGoodput = cell.urgentGoodput(result)
        ratio = result.ratio
        bound = result.bound
        freshShare = result.freshShare
        ageP999Milliseconds = result.ageP999.milliseconds
        longestStreak = result.longestStreak
        worstOverMean = result.meanMiss > 0 ? result.worstMiss / result.meanMiss : 1
        self.rival = rival
        isReached = cell.hasGoal ? cell.isReached(result) : nil
    }

    /// A heading, a line for each cell, and what they come to.
    static func table(_ rows: [SchedulerRow]) -> [String] {
        let hasRivals = rows.contains { $0.rival != nil }
        var heading = [
            "cell", "load", "in time", "bound", "ratio", "urgent", "fresh", "age p99.9", "streak",
            "worst/mean", "goal",
        ]
        if hasRivals { heading += ["best rival", "in time", "points ahead"] }
        let lines = FleetTable.aligned([heading] + rows.map { $0.cells(hasRivals) })
        return lines + ["shares are per mille of captures, or of time", summary(rows)]
    }
    private func cells(_ hasRival: Bool) -> [String] {
        let goal = isReached.map { $0 ? "reached" : "missed" } ?? "-"
        let cells = [
            cell, FleetTable.number(load, 2), FleetTable.permille(goodput),
            FleetTable.permille(bound), FleetTable.number(ratio, 4),
            urgentGoodput.map(FleetTable.permille) ?? "-", FleetTable.permille(freshShare),
            FleetTable.number(ageP999Milliseconds, 0) + " ms", "\(longestStreak)",
            FleetTable.number(worstOverMean, 2), goal,
        ]
        guard hasRival else { return cells }
        guard let rival else { return cells + ["-", "-", "-"] }
        return cells + [
            rival.name, FleetTable.permille(rival.goodput), FleetTable.number(lead ?? 0, 2),
        ]
    }
    /// In points, 1/100 of the captures.
    private var lead: Double? { rival.map { (goodput - $0.goodput) * 100 } }

    private static func summary(_ rows: [SchedulerRow]) -> String {
        let judged = rows.compactMap(\.isReached)
        var text = "goals: \(judged.count { $0 }) of \(judged.count) reached"
        let leads = rows.compactMap { row in row.lead.map { (row.cell, $0) } }
        if let least = leads.min(by: { $0.1 < $1.1 }) {
            text +=
                "; of \(leads.count) cells the furthest behind its best rival is \(least.0), "
                + "\(FleetTable.number(-least.1, 2)) points"
        }
        return text
    }
}
