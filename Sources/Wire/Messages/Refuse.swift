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
    /// With this much time between two captures the device would be admitted; nil for no such
    /// offer.
    public var offeredPeriod: Interval?
    /// With this budget, from a capture to the last use of its plan, the device would be admitted;
    /// nil for no such offer.
    public var offeredBudget: Interval?

    /// Makes the message without an offer.
    public init(
        reason: RefuseReason, retryAfter: Interval, acceptedMajor: UInt8, acceptedMinor: UInt8,
        acceptedBundle: BundleID?
    ) {
        self.reason = reason
        self.retryAfter = retryAfter
        self.acceptedMajor = acceptedMajor
        self.acceptedMinor = acceptedMinor
        self.acceptedBundle = acceptedBundle
        offeredPeriod = nil
        offeredBudget = nil
    }
}
