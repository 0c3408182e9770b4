/// The pending timers of a core: at most one instant for each case of an enum.
///
/// A fixed array indexed by the case's raw value: setting, cancelling and reading allocate nothing
/// and their order never depends on hashing. Inlined into the cores, so that each has the code for
/// its own timers.
public struct TimerTable<Timer: RawRepresentable & CaseIterable & Sendable>: Sendable
where Timer.RawValue == Int, Timer: Hashable {
    @usableFromInline var instants: [Instant]

    /// A table with no timer set. The raw values of `Timer` run from zero without a gap.
    @inlinable public init() {
        precondition(
            Timer.allCases.enumerated().allSatisfy { $0.offset == $0.element.rawValue },
            "timer raw values count up from zero")
        instants = Array(repeating: .distantFuture, count: Timer.allCases.count)
    }

    /// Arms `timer` for `instant`, replacing what it was set to.
    @inlinable public mutating func set(_ timer: Timer, at instant: Instant) {
        instants[timer.rawValue] = instant
    }
    /// Disarms `timer`.
    @inlinable public mutating func cancel(_ timer: Timer) {
        instants[timer.rawValue] = .distantFuture
    }
    /// When `timer` is due, or nil if it is not set.
    @inlinable public func instant(of timer: Timer) -> Instant? {
        let instant = instants[timer.rawValue]
        return instant == .distantFuture ? nil : instant
    }
    /// The earliest instant any timer is due, or nil if none is set.
    @inlinable public var wakeup: Instant? {
        guard let earliest = instants.min(), earliest != .distantFuture else { return nil }
        return earliest
    }
    /// Disarms and returns one timer that is due at `now`: the earliest, ties by raw value.
    @inlinable public mutating func popDue(at now: Instant) -> Timer? {
        var due: Timer?
        var earliest = Instant.distantFuture
        for timer in Timer.allCases where instants[timer.rawValue] <= now {
            if instants[timer.rawValue] < earliest {
                earliest = instants[timer.rawValue]
                due = timer
            }
        }
        if let due { cancel(due) }
        return due
    }
}
