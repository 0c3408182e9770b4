public import Timekeeping

/// What one direction of a link does to what is sent over it.
///
/// Every part is off unless it is set: `.perfect` delivers everything at once.
public struct DirectionConditions: Hashable, Sendable {
    /// One way, at least; 0 or more.
    public var delay: Interval
    /// What is added to the delay, or nil for nothing.
    public var jitter: Jitter?
    /// How fast bytes leave.
    public var rate: LinkRate
    /// Where bytes wait that came faster.
    public var queue: LinkQueue
    /// What is lost on the way.
    public var loss: LossLaw
    /// Spells in which everything is lost, again and again; nil for none.
    public var outages: Spells?
    /// Spells in which everything waits and then comes in a burst; nil for none.
    public var stalls: Spells?
    /// Changes of the cell or access point; nil for none.
    public var handovers: Handovers?
    /// Packets only: the share delivered twice, 0 to 1.
    public var duplication: Double
    /// Packets only: the share with one wrong bit, 0 to 1.
    public var corruption: Double
    /// Packets only: some come later than those behind them; nil for none.
    public var reordering: Reordering?

    /// Delivers everything at once.
    public static let perfect = DirectionConditions(delay: .zero)

    /// A direction with a delay and nothing else wrong; the rest is set member by member.
    public init(delay: Interval) {
        self.delay = delay
        rate = .unlimited
        queue = .deep
        loss = .none
        duplication = 0
        corruption = 0
    }

    /// The delay and the middle of its jitter: what one way usually takes for a small message.
    public var usualDelay: Interval {
        delay + (jitter?.law.quantile(permille: 500) ?? .zero)
    }
}
