public import LinkFiles

/// What may be asked of a relay while it runs.
public enum RelayOrder: Hashable, Sendable {
    /// What may also happen in a scenario: another profile; a cut, stall, hand-over or healing; a
    /// fault of the connections that stand.
    case event(LinkEvent.Kind)
    /// Both ends of each connection are told that the other has no more to say, and let go.
    case close
    /// How connections are met from now on.
    case admission(Admission)

    /// How connections are met.
    public enum Admission: String, Hashable, Sendable, CaseIterable {
        /// They are relayed; those that waited unanswered begin now.
        case open
        /// They are reset.
        case refuse
        /// They are taken, and neither answered nor told: what a dead radio does.
        case silent
    }
}
