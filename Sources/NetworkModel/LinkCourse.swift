public import Timekeeping

/// What a link does over a whole run: its conditions to begin with, and what changes later.
public struct LinkCourse: Hashable, Sendable {
    /// What it does first.
    public var conditions: LinkConditions
    /// What changes, earliest first.
    public var changes: [TimedLinkChange]

    /// A course from its parts; `changes` are put in order of time.
    public init(_ conditions: LinkConditions, changes: [TimedLinkChange]) {
        self.conditions = conditions
        self.changes = changes.sorted { $0.at < $1.at }
    }

    /// The same with both directions cut from `start` for `length`.
    public func cut(from start: Interval, for length: Interval) -> LinkCourse {
        let cuts = LinkDirection.allCases.map {
            TimedLinkChange(at: start, $0, .cut(for: length))
        }
        return LinkCourse(conditions, changes: changes + cuts)
    }
}
