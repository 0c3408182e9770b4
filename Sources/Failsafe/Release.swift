/// An operator's release, bound to one standstill of one session so that it can never release
/// another.
public struct Release: Hashable, Sendable {
    /// The session epoch the operator saw.
    public var epoch: UInt64
    /// The number of the standstill the operator saw, counted from one.
    public var standstill: UInt64

    /// A release from its parts.
    public init(epoch: UInt64, standstill: UInt64) {
        self.epoch = epoch
        self.standstill = standstill
    }
}
