/// Why a packet does not arrive.
public enum DropCause: Int, Hashable, CaseIterable, Sendable {
    /// The queue was full.
    case queueFull
    /// CoDel dropped it from the front of the queue.
    case controlledDelay
    /// Lost on the way.
    case loss
    /// It left or came in an outage, a cut or a lossy hand-over.
    case cut
    /// It has no byte, or more than a packet can.
    case size
}
