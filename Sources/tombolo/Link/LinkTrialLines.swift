import LinkFiles
import Randomness
import Simulation
import Timekeeping

/// A trial of a link in a few lines for a terminal.
enum LinkTrialLines {
    static func lines(_ scenario: LinkScenario, _ load: LinkTrial.Load) -> [String] {
        let trial = LinkTrial(scenario, load)
        let plans = Double(max(trial.roundTrips.count, 1))
        let over = [200, 300].map { limit in
            let late = trial.roundTrips.count { $0 > .milliseconds(Int64(limit)) }
            return "\(FleetTable.percent(Double(late) / plans)) over \(limit) ms"
        }
        let table = FleetTable.aligned([
            ["", "p50", "p99", "longest"],
            row("frame, up", trial.frameDelays), row("plan, down", trial.planDelays),
            row("there and back", trial.roundTrips),
        ])
        return [
            "\(scenario.name): \(scenario.about)",
            "",
            "\(FleetTable.grouped(load.frameBytes)) bytes up "
                + "\(FleetTable.number(1 / load.period.seconds, 1)) times a second, "
                + "\(FleetTable.grouped(load.planBytes)) down, "
                + "\(FleetTable.number(scenario.duration.seconds, 0)) s, "
                + "seed \(scenario.seed.value)",
            "",
        ] + table + [
            "",
            "plans          \(FleetTable.grouped(trial.roundTrips.count)) for "
                + "\(FleetTable.grouped(trial.captures.count)) frames, of which "
                + "\(FleetTable.grouped(trial.unsent)) were not sent",
            "late           \(over.joined(separator: ", "))",
            "longest gap    \(milliseconds(trial.longestGap)) without a plan",
        ]
    }

    private static func row(_ name: String, _ delays: [Interval]) -> [String] {
        guard let spread = Percentiles(delays) else { return [name, "none", "none", "none"] }
        return [name] + [spread.median, spread.p99, spread.worst].map(milliseconds)
    }
    private static func milliseconds(_ span: Interval) -> String {
        FleetTable.number(span.milliseconds, span < .milliseconds(10) ? 1 : 0) + " ms"
    }
}
