/// What a shell's sockets took and gave, for its last log line.
public struct TransportCounts: Hashable, Sendable {
    /// Messages handed to the transport.
    public var sent: UInt64 = 0
    /// Messages the transport did not take: its queue was full or no connection was up.
    public var unsent: UInt64 = 0
    /// Messages taken from the transport, whatever was in them.
    public var received: UInt64 = 0
    /// Messages dropped whole because they were larger than any legal one.
    public var oversized: UInt64 = 0
    /// Calls of the transport that failed and cost a connection.
    public var failures: UInt64 = 0
    /// Messages dropped because their peer sent more than its allowance.
    public var flooded: UInt64 = 0
    /// Connections cut because of a message without an end.
    public var endless: UInt64 = 0
    /// Messages dropped because the arena was full.
    public var unstored: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Adds what other sockets took and gave.
    mutating func add(_ other: TransportCounts) {
        sent += other.sent
        unsent += other.unsent
        received += other.received
        oversized += other.oversized
        failures += other.failures
        flooded += other.flooded
        endless += other.endless
        unstored += other.unstored
    }
}
