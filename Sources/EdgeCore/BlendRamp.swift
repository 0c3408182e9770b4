/// How much of a jump is left, tick by tick: n of n + 1 at the change itself, nothing n ticks
/// later, so that each tick gives back the same (n + 1)th of it.
struct BlendRamp: Hashable, Sendable {
    private var remaining = 0
    private var length = 1

    /// A change over `ticks` control ticks begins; zero ticks change at once.
    mutating func begin(ticks: Int) {
        remaining = max(ticks, 0)
        length = max(ticks, 0) + 1
    }
    /// Drops a change under way.
    mutating func cancel() { remaining = 0 }
    /// The share of the jump on this tick, in [0, 1); call once per tick.
    mutating func next() -> Double {
        guard remaining > 0 else { return 0 }
        defer { remaining -= 1 }
        return Double(remaining) / Double(length)
    }
}
