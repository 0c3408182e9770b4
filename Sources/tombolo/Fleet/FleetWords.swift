import LocatedJSON
import Simulation
import Timekeeping

/// What results mean, in sentences.
enum FleetWords {
    /// What is about to run.
    static func heading(_ file: FleetFile, _ scenario: FleetScenario, _ cells: Int) -> String {
        let workers = counted(scenario.workerCount, "worker")
        return "\(file.name): \(FleetTable.grouped(scenario.deviceCount)) devices, "
            + workers + (cells > 1 ? " in \(cells) cells" : "")
            + ", load \(FleetTable.number(scenario.load, 2)), seed \(file.seed), "
            + "\(LocatedValue.text(file.duration.seconds)) s of which "
            + "\(LocatedValue.text(file.warmUp.seconds)) s warm-up"
    }
    /// What one run says to who operates the fleet.
    static func verdict(_ run: FleetRunSummary) -> String {
        let workers =
            run.workers == 1
            ? "1 worker brings" : "\(run.workers) workers bring"
        var text =
            "\(workers) \(FleetTable.percent(run.goodput)) of the plans in time; no scheduler "
            + "could bring more than \(FleetTable.percent(run.bound)) here."
        if run.bound < 0.98, run.load > 1 {
            text +=
                " They are asked for \(FleetTable.number(run.load, 2)) times what they can do:"
                + " `tombolo simulate plan` says how many it takes."
        } else if run.bound < 0.98, run.busyShare < 0.9 {
            text += " The network takes the rest: more workers would hardly help."
        }
        return text
    }
    /// A number and its noun.
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(FleetTable.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
