public import NetworkModel

extension LinkScenario {
    /// What the link does, for a run in virtual time. What happens to single connections is not in
    /// it: that is for whoever has the connections.
    public var course: LinkCourse {
        var changes: [TimedLinkChange] = []
        for event in events {
            switch event.kind {
            case .profile(let profile):
                for direction in LinkDirection.allCases {
                    let conditions = profile.conditions[direction]
                    changes.append(
                        TimedLinkChange(at: event.at, direction, .conditions(conditions)))
                }
            case .change(let change, let directions):
                for direction in directions {
                    changes.append(TimedLinkChange(at: event.at, direction, change))
                }
            case .connection: break
            }
        }
        return LinkCourse(profile.conditions, changes: changes)
    }
}
