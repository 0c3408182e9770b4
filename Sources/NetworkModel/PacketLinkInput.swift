/// What happens to one direction of a link that carries packets.
public enum PacketLinkInput: Hashable, Sendable {
    /// A packet is sent. `id` is the shell's own and comes back with the packet's fate; `bytes`
    /// are all that the link carries, headers included.
    case offer(id: UInt64, bytes: Int)
    /// The link changes.
    case change(LinkChange)
    /// It is as late as `wakeup` said, or later.
    case wake
}
