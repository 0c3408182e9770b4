/// Which of the coordinator's two sockets a peer speaks to.
public enum PeerSide: Hashable, Sendable, CaseIterable {
    /// Devices ask for plans.
    case device
    /// Workers make them.
    case worker
}
