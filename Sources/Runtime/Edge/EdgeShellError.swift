public import Wire
public import ZeroMQ

/// Why a drive ended before its time.
public enum EdgeShellError: Error, Hashable, Sendable {
    /// The transport failed before the first connection was there.
    case transport(ZeroMQError)
    /// Every coordinator refused this device for good, the last one by this, and it never had a
    /// session.
    case refused(Refuse, endpoint: String)
}
