public import Timekeeping

/// What happens to one direction of a link that carries one stream.
public enum StreamLinkInput: Hashable, Sendable {
    /// A message is written, or a piece of one: 1 to `Limits.messageBytes` bytes. `id` is the
    /// shell's own and comes back with the deliveries.
    case offer(id: UInt64, bytes: Int)
    /// The link changes.
    case change(LinkChange)
    /// The end that reads sends something itself, which carries an acknowledgement.
    case reply
    /// The link's other direction changes, over which acknowledgements come back.
    case back(LinkChange)
    /// What an acknowledgement takes back from now on, and nothing else happens to it.
    case returnDelay(Interval)
    /// The connection is gone, and what it carried; the next one finds the same link.
    case reset
    /// It is as late as `wakeup` said, or later.
    case wake
}
