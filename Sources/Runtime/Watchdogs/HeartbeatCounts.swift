/// What a heartbeat did.
public struct HeartbeatCounts: Hashable, Sendable {
    /// Signs of life given: heartbeats and those for the service manager.
    public var given: UInt64 = 0
    /// Of these, such that nobody's queue took, or the file did not.
    public var unheard: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
