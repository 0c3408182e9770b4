import Batching
import NetworkModel
public import Randomness
public import Timekeeping

/// Who schedules a cell, with the knobs it has: our batcher, which has none, or a baseline.
public struct SchedulerChoice: Hashable, Sendable {
    /// The rule and its knobs. Margins are quantiles of the downlink, in thousandths: what is taken
    /// off a deadline for the way to the device.
    public enum Rule: Hashable, Sendable {
        /// Our batcher.
        case ours
        /// First come, first served; the longest wait, or nil.
        case fifo(timeOut: Interval?)
        /// Triton's dynamic batcher.
        case triton(queueDelay: Interval, timeOut: Interval?, hasPriorities: Bool)
        /// Earliest deadline first with lazy drop.
        case lazyEDF(margin: Int)
        /// Clockwork's rule with window drop.
        case clockwork(margin: Int)
        /// Symphony's deferred dispatch.
        case symphony(margin: Int, newestWins: Bool)
    }
    /// The rule and its knobs.
    public let rule: Rule

    /// A choice from its rule.
    public init(_ rule: Rule) { self.rule = rule }

    /// Our batcher.
    public static let ours = SchedulerChoice(.ours)
    /// Ours and every baseline with each of the knobs of its sweep.
    public static var all: [SchedulerChoice] {
        [ours] + SchedulerFamily.allCases.flatMap(\.sweep)
    }
    /// The choice with a name, or nil.
    public static func named(_ name: String) -> SchedulerChoice? {
        all.first { $0.name == name }
    }

    /// What it is called: the rule, then its knobs, such as "triton-5-8" for a delay of 5 ms and a
    /// time-out of 8 ms, "symphony-900" for a margin at the ninth decile.
    public var name: String {
        switch rule {
        case .ours: "ours"
        case .fifo(nil): "fifo"
        case .fifo(let timeOut?): "fifo-\(Int(timeOut.milliseconds))"
        case .triton(let delay, let timeOut, let hasPriorities):
            "triton-\(Int(delay.milliseconds))-"
                + (timeOut.map { "\(Int($0.milliseconds))" } ?? "never")
                + (hasPriorities ? "-levels" : "")
        case .lazyEDF(let margin): "lazy-\(margin)"
        case .clockwork(let margin): "clockwork-\(margin)"
        case .symphony(let margin, let newestWins):
            "symphony-\(margin)" + (newestWins ? "-newest" : "")
        }
    }

    /// Runs a cell under it.
    public func run(_ scenario: FleetScenario, seed: Seed) -> FleetResult {
        run(scenario, seed: seed, tracing: .zero, until: .zero)
    }
    /// Runs a cell under it and keeps the batches that are dispatched between two instants.
    public func run(
        _ scenario: FleetScenario, seed: Seed, tracing start: Interval, until end: Interval
    ) -> FleetResult {
        let traced = (start, end)
        return switch rule {
        case .ours:
            Self.run(
                scenario, seed, traced, Batcher(configuration: Self.configuration(scenario)))
        case .fifo(let timeOut):
            Self.run(scenario, seed, traced, FIFOScheduler(scenario, timeOut: timeOut))
        case .triton(let delay, let timeOut, let hasPriorities):
            Self.run(
                scenario, seed, traced,
                TritonScheduler(
                    scenario, queueDelay: delay, timeOut: timeOut, hasPriorities: hasPriorities))
        case .lazyEDF(let margin):
            Self.run(
                scenario, seed, traced,
                LazyEDFScheduler(scenario, margin: Self.downlink(scenario, margin)))
        case .clockwork(let margin):
            Self.run(
                scenario, seed, traced,
                ClockworkScheduler(scenario, margin: Self.downlink(scenario, margin)))
        case .symphony(let margin, let newestWins):
            Self.run(
                scenario, seed, traced,
                SymphonyScheduler(
                    scenario, margin: Self.downlink(scenario, margin), newestWins: newestWins))
        }
    }
    private static func run<Scheduler: CellScheduler>(
        _ scenario: FleetScenario, _ seed: Seed, _ traced: (Interval, Interval),
        _ scheduler: Scheduler
    ) -> FleetResult {
        var cell = FleetCell(scenario, seed: seed, scheduler: scheduler)
        cell.trace(from: traced.0, to: traced.1)
        return cell.run()
    }
    /// A quantile of the slowest group's downlink, as wrong as the scenario's beliefs are.
    private static func downlink(_ scenario: FleetScenario, _ permille: Int) -> Interval {
        let time = scenario.groups.map { $0.downlink.quantile(permille: permille) }.max() ?? .zero
        return time * Int64(scenario.networkBelief) / 1_000
    }
    /// The standard batcher with room for the scenario.
    static func configuration(_ scenario: FleetScenario) -> BatcherConfiguration {
        var configuration = BatcherConfiguration.standard
        // Twice its load leaves a cell of eight large workers more than the standard queue holds.
        configuration.queueLimit = 16_384
        configuration.workerLimit = scenario.workerCount
        configuration.streamLimit = scenario.deviceCount
        configuration.modelLimit = scenario.models.count
        configuration.batchLimit = scenario.models.map(\.profile.batchLimit).max() ?? 1
        configuration.tenantShares = scenario.tenantShares
        return configuration
    }
}
