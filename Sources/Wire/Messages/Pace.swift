public import Timekeeping

/// The coordinator asks a device to capture at another rate or moment.
public struct Pace: Hashable, Sendable {
    /// Time between two captures from now on.
    public var capturePeriod: Interval
    /// Latents that may be in flight at once, in place of the welcome's; 1 to 64.
    public var credit: UInt16
    /// Why.
    public var reason: PaceReason
    /// A moment on the device's own monotonic clock, in nanoseconds; captures are due at it and
    /// each whole number of periods before and after it.
    public var origin: UInt64

    /// Makes the message from its fields.
    public init(capturePeriod: Interval, credit: UInt16, reason: PaceReason, origin: UInt64) {
        self.capturePeriod = capturePeriod
        self.credit = credit
        self.reason = reason
        self.origin = origin
    }
}
