public import Timekeeping

/// Packets that come later than those behind them.
public struct Reordering: Hashable, Sendable {
    /// The share that does, 0 to 1.
    public var share: Double
    /// How much later than its turn such a packet comes.
    public var lateness: Interval

    /// A reordering from its parts.
    public init(share: Double, lateness: Interval) {
        self.share = share
        self.lateness = lateness
    }
}
