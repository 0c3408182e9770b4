/// Sign of life and clock exchange: the four stamps of NTP (RFC 5905, section 8).
///
/// The fourth stamp, the arrival of this very heartbeat, is taken by its receiver.
public struct Heartbeat: Hashable, Sendable {
    /// `transmit` of the receiver's last heartbeat, echoed, in its nanoseconds; 0 if none came.
    public var origin: UInt64
    /// The sender's clock when that heartbeat arrived, in nanoseconds; 0 if none came.
    public var receive: UInt64
    /// The sender's clock at sending, in nanoseconds.
    public var transmit: UInt64

    /// Makes the message from its fields.
    public init(origin: UInt64, receive: UInt64, transmit: UInt64) {
        self.origin = origin
        self.receive = receive
        self.transmit = transmit
    }
}
