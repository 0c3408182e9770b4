public import Timekeeping

/// What a stream yields.
public enum StreamLinkOutput: Hashable, Sendable {
    /// The next `bytes` of the message are readable at the other end since `at`; `isLast` if the
    /// message is now complete. Deliveries are in the order of the offers.
    case delivered(id: UInt64, bytes: Int, isLast: Bool, at: Instant)
    /// Not taken: the send buffer is full, or no message has that many bytes. The sender waits for
    /// `writable` and offers again.
    case refused(id: UInt64, bytes: Int)
    /// What was refused last would be taken now.
    case writable
}
