public import Timekeeping

/// The coordinator sends a device to another one.
///
/// The device says hello there first and goodbye here after the new home's welcome, so that plans
/// never stop (make before break).
public struct Rehome: Hashable, Sendable {
    /// The new home: `tcp://HOST:PORT`, at most 128 bytes of printable ASCII.
    public var endpoint: String
    /// Time from receipt in which to be gone; then this coordinator ends the session.
    public var within: Interval
    /// Why.
    public var reason: RehomeReason
    /// What to show the new home in the hello.
    public var token: RehomeToken

    /// Makes the message from its fields.
    public init(endpoint: String, within: Interval, reason: RehomeReason, token: RehomeToken) {
        self.endpoint = endpoint
        self.within = within
        self.reason = reason
        self.token = token
    }
}
