import NetworkModel

/// What becomes of a packet.
struct EmulatorOutput: Hashable, Sendable {
    /// Which way it goes.
    let direction: LinkDirection
    /// What the link did with it.
    let fate: PacketLinkOutput
}
