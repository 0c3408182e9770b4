public import Timekeeping

/// The coordinator's no, with what would have been accepted.
public struct Refuse: Hashable, Sendable {
    /// Why not.
    public var reason: RefuseReason
    /// The least time to wait before asking again.
    public var retryAfter: Interval
    /// The major protocol version spoken here.
    public var acceptedMajor: UInt8
    /// The newest minor protocol version known here.
    public var acceptedMinor: UInt8
    /// The bundle served here, or nil if there is none to name.
    public var acceptedBundle: BundleID?

    /// Makes the message from its fields.
    public init(
        reason: RefuseReason, retryAfter: Interval, acceptedMajor: UInt8, acceptedMinor: UInt8,
        acceptedBundle: BundleID?
    ) {
        self.reason = reason
        self.retryAfter = retryAfter
        self.acceptedMajor = acceptedMajor
        self.acceptedMinor = acceptedMinor
        self.acceptedBundle = acceptedBundle
    }
}
