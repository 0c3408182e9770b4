import Timekeeping

/// The baselines, each with the knobs that are tried for it.
///
/// A baseline is "tuned" to a cell by the best goodput over its sweep on that very cell: an
/// advantage that nobody has in use, so who is as good without knobs is better.
public enum SchedulerFamily: String, Hashable, Sendable, CaseIterable {
    /// First come, first served.
    case fifo
    /// Triton's dynamic batcher.
    case triton
    /// Earliest deadline first with lazy drop.
    case lazyEDF
    /// Clockwork's rule with window drop.
    case clockwork
    /// Symphony's deferred dispatch.
    case symphony

    /// The choices of its sweep.
    public var sweep: [SchedulerChoice] {
        switch self {
        case .fifo:
            ([nil] + Self.timeOuts).map { SchedulerChoice(.fifo(timeOut: $0)) }
        case .triton:
            [2, 5, 10].flatMap { (delay: Int64) in
                Self.timeOuts.map { SchedulerChoice(Self.triton(delay, $0, false)) }
            }
                + Self.timeOuts.map { SchedulerChoice(Self.triton(5, $0, true)) }
        case .lazyEDF: [500, 900].map { SchedulerChoice(.lazyEDF(margin: $0)) }
        case .clockwork: Self.margins.map { SchedulerChoice(.clockwork(margin: $0)) }
        case .symphony:
            Self.margins.map { SchedulerChoice(.symphony(margin: $0, newestWins: false)) }
                + [500, 900].map { SchedulerChoice(.symphony(margin: $0, newestWins: true)) }
        }
    }

    /// From what is too short for a batch to form to the whole of the longer deadline.
    private static let timeOuts: [Interval?] = [5, 8, 12, 16, 20, 30, 45, 60, 120].map {
        .milliseconds($0)
    }
    private static let margins = [100, 300, 500, 700, 800, 900, 950, 990]

    private static func triton(
        _ delay: Int64, _ timeOut: Interval?, _ hasPriorities: Bool
    ) -> SchedulerChoice.Rule {
        .triton(
            queueDelay: .milliseconds(delay), timeOut: timeOut, hasPriorities: hasPriorities)
    }
}
