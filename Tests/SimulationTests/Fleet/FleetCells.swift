import Batching
import NetworkModel
import Randomness
import Simulation
import Timekeeping

/// Cells small enough for a debug build.
enum FleetCells {
    /// Ours and one of each baseline, and of each of its options.
    static let choices: [SchedulerChoice] = [
        .ours,
        SchedulerChoice(.fifo(timeOut: nil)),
        SchedulerChoice(.fifo(timeOut: .milliseconds(20))),
        triton(hasPriorities: false),
        triton(hasPriorities: true),
        SchedulerChoice(.lazyEDF(margin: 500)),
        SchedulerChoice(.clockwork(margin: 700)),
        SchedulerChoice(.symphony(margin: 700, newestWins: false)),
        SchedulerChoice(.symphony(margin: 500, newestWins: true)),
    ]
    static func triton(hasPriorities: Bool) -> SchedulerChoice {
        SchedulerChoice(
            .triton(
                queueDelay: .milliseconds(5), timeOut: .milliseconds(20),
                hasPriorities: hasPriorities))
    }

    /// Quick to bound: a bound is searched over all sizes of a batch.
    static let profile = ServiceProfile(
        base: .milliseconds(6), perMember: .microseconds(500), batchLimit: 16)
    static let link = DelayDistribution.lognormal(
        median: .milliseconds(15), p99: .milliseconds(60))

    /// Workers that run every model, and devices at 10 Hz that ask `load` hundredths of what they
    /// can do, in turn of each model, urgent and not.
    static func cell(load: Int, workers: Int, models: Int) -> FleetScenario {
        let fleet = Double(workers) * profile.fullRate * Double(load) / 1_000
        let groups = (0..<2 * models).map { index in
            FleetScenario.Group(
                name: "group \(index)", count: Int(fleet) / (2 * models), model: index / 2,
                requestClass: index % 2 == 0 ? .urgent : .ordinary, tenant: 0,
                period: .milliseconds(100),
                deadline: .milliseconds(index % 2 == 0 ? 100 : 200), uplink: link, downlink: link,
                drift: 50_000, clockError: .zero)
        }
        var scenario = FleetScenario(
            name: "small",
            models: (0..<models).map { .init(name: "model \($0)", profile: profile) },
            workers: [.init(count: workers, models: Array(0..<models), slowness: 1_000)],
            groups: groups)
        scenario.duration = .milliseconds(2_500)
        scenario.warmUp = .milliseconds(500)
        return scenario
    }
    /// The cell above with a worker that dies with its batch, and comes back.
    static var troubled: FleetScenario {
        var scenario = cell(load: 110, workers: 2, models: 2)
        scenario.events = [
            .init(at: .seconds(1), .workerDies(0, noticedAfter: .milliseconds(50))),
            .init(at: .milliseconds(1_800), .workerReturns(0)),
        ]
        return scenario
    }
    /// Load 0.8, for two seconds 2.0, then 0.8 again, on one worker.
    static var burst: BenchCell {
        var scenario = cell(load: 200, workers: 1, models: 1)
        scenario.groups.removeFirst()
        scenario.groups[0].deadline = .milliseconds(100)
        let (usual, all) = (scenario.groups[0].count * 8 / 10, scenario.groups[0].count * 2)
        scenario.groups[0].count = all
        scenario.duration = .seconds(9)
        scenario.events = [
            .init(at: .zero, .connected(group: 0, usual)),
            .init(at: .seconds(4), .connected(group: 0, all)),
            .init(at: .seconds(6), .connected(group: 0, usual)),
        ]
        var cell = BenchCell(scenario)
        cell.window = .milliseconds(6_200)..<(.seconds(9))
        return cell
    }
}
