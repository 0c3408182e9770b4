public import NetworkModel
public import Timekeeping

extension LinkCourse {
    /// This course, begun at `onset` after so long over a link that does `before`: time for a car
    /// to find its cloud and to drive off.
    public func beginning(at onset: Interval, after before: LinkConditions) -> LinkCourse {
        let start = LinkDirection.allCases.map {
            TimedLinkChange(at: onset, $0, .conditions(conditions[$0]))
        }
        let later = changes.map {
            TimedLinkChange(at: onset + $0.at, $0.direction, $0.change)
        }
        return LinkCourse(before, changes: start + later)
    }
}
