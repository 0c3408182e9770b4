public import Timekeeping

/// Changes of the cell or access point: a gap, and then another delay.
public struct Handovers: Hashable, Sendable {
    /// Good: between two changes. Bad: the gap of one.
    public var spells: Spells
    /// Whether what is sent in a gap is lost, as when a station roams; otherwise it waits, as when
    /// one cell forwards to the next.
    public var isLossy: Bool
    /// Added to the delay after a change at least.
    public var lowExtra: Interval
    /// Added to the delay after a change at most; drawn evenly for each.
    public var highExtra: Interval

    /// Hand-overs from their parts.
    public init(spells: Spells, isLossy: Bool, lowExtra: Interval, highExtra: Interval) {
        self.spells = spells
        self.isLossy = isLossy
        self.lowExtra = lowExtra
        self.highExtra = highExtra
    }
}
