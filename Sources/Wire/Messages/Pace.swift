public import Timekeeping

/// The coordinator asks a device to capture at another rate or moment.
public struct Pace: Hashable, Sendable {
    /// Time between two captures from now on.
    public var capturePeriod: Interval
    /// From the receipt of this message to the next capture; at most the period.
    public var phase: Interval
    /// Latents that may be in flight at once, in place of the welcome's; 1 to 64.
    public var credit: UInt16
    /// Why.
    public var reason: PaceReason

    /// Makes the message from its fields.
    public init(capturePeriod: Interval, phase: Interval, credit: UInt16, reason: PaceReason) {
        self.capturePeriod = capturePeriod
        self.phase = phase
        self.credit = credit
        self.reason = reason
    }
}
