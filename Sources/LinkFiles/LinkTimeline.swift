public import Timekeeping

/// The events of a scenario, one after the other, on a clock.
public struct LinkTimeline: Sendable {
    private let start: Instant
    private let events: [LinkEvent]
    private var next = 0

    /// The events of `scenario`, which begins at `start`.
    public init(_ scenario: LinkScenario, start: Instant) {
        self.start = start
        events = scenario.events
    }

    /// When the next event is due, or nil if none is left.
    public var wakeup: Instant? { next < events.count ? start + events[next].at : nil }
    /// The next event that is due at `now`, or nil.
    public mutating func popDue(at now: Instant) -> LinkEvent? {
        guard let wakeup, wakeup <= now else { return nil }
        next += 1
        return events[next - 1]
    }
}
