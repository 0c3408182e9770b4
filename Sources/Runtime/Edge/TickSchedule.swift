import Timekeeping

/// Control ticks on an absolute grid: what one is late never adds to the next.
struct TickSchedule {
    private(set) var counts = TickCounts()
    /// When the next tick is due.
    private(set) var next: Instant
    private let period: Interval

    init(period: Interval, first: Instant) {
        precondition(period > .zero, "ticks have a period")
        self.period = period
        next = first
    }

    /// Makes the tick that is due and returns how late it is. A tick that is a period late or more
    /// is missed, and so is each that should have come since; those are not made up for, since a
    /// command of the past helps nobody.
    mutating func make(at now: Instant) -> Interval {
        let late = now - next
        let skipped = max(late.nanoseconds / period.nanoseconds, 0)
        counts.made += 1
        counts.missed += UInt64(skipped)
        counts.worst = max(counts.worst, late)
        next = next + period * (skipped + 1)
        return late
    }
}
