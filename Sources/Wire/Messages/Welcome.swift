public import Timekeeping

/// The coordinator's yes to a hello or register, and the terms of the session.
public struct Welcome: Hashable, Sendable {
    /// How long either side may be silent before it sends a heartbeat.
    public var heartbeatPeriod: Interval
    /// How long either side may hear nothing before the session is lost.
    public var silenceLimit: Interval
    /// Latents (batches, for a worker) that may be in flight at once.
    public var credit: UInt16

    /// Makes the message from its fields.
    public init(heartbeatPeriod: Interval, silenceLimit: Interval, credit: UInt16) {
        self.heartbeatPeriod = heartbeatPeriod
        self.silenceLimit = silenceLimit
        self.credit = credit
    }
}
