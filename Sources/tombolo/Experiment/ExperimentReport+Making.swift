import LinkFiles
import Simulation
import Timekeeping
import Worlds

extension ExperimentReport {
    /// The report of what was driven.
    init(_ plan: ExperimentPlan, drivenBy: String, _ seeds: [ExperimentSeed]) {
        let locals = seeds.compactMap(\.local)
        var digest = Digest()
        for drive in locals { digest.fold(drive.digest) }
        var rows: [Row] = []
        var judged: [ExperimentGoals.Row] = []
        for (place, link) in plan.links.enumerated() {
            var cells: [Cell] = []
            for (column, strategy) in plan.strategies.enumerated() where strategy != .local {
                let drives = seeds.compactMap { $0.cells[place][column] }
                for drive in drives { digest.fold(drive.digest) }
                cells.append(Cell(strategy, drives))
                guard strategy == .tombolo else { continue }
                judged.append(Self.judged(link.name, place, drives, seeds))
            }
            let seconds = seeds.reduce(0) { $0 + $1.probes[place].seconds }
            let served = seeds.reduce(0) { $0 + $1.probes[place].served }
            rows.append(
                Row(
                    link: link.name, about: link.about, cells: cells,
                    served: seconds > 0 ? Double(served) / Double(seconds) : 0))
        }
        let perfect = judged.first { $0.link == ExperimentLink.before.name }?.tombolo ?? []
        let goals = ExperimentGoals(judged, local: locals, perfect: perfect)
        self.init(
            version: 1, drivenBy: drivenBy, scenarios: plan.scenarios.map(\.name),
            seeds: plan.seeds, firstSeed: plan.firstSeed, seconds: plan.duration.seconds,
            onsetSeconds: plan.onset.seconds,
            fallbackBudgetSeconds: plan.fallbackBudget.seconds, drives: plan.driveCount,
            local: locals.isEmpty ? nil : Cell(.local, locals), rows: rows, goals: goals.goals,
            areGoalsMet: judged.isEmpty ? nil : goals.areMet,
            digest: DriveSummaryLines.hexadecimal(digest.value))
    }

    private static func judged(
        _ link: String, _ place: Int, _ drives: [DriveMeasures], _ seeds: [ExperimentSeed]
    ) -> ExperimentGoals.Row {
        let probes = seeds.map { $0.probes[place] }
        return ExperimentGoals.Row(
            link: link, isLostForGood: probes.allSatisfy { $0.served == 0 }, tombolo: drives,
            delivers: probes.map { $0.served == $0.seconds })
    }
}

extension ExperimentReport.Cell {
    /// The cell of these drives.
    init(_ strategy: ExperimentStrategy, _ drives: [DriveMeasures]) {
        self.init(
            strategy: strategy, measures: CellMeasures(drives),
            mishaps: Array(
                drives.filter { !$0.isClean }.prefix(ExperimentReport.mishapLimit)))
    }
}
