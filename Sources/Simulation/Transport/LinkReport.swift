import NetworkModel

/// What a drive's link did, all connections together.
public struct LinkReport: Hashable, Sendable {
    /// The client's messages.
    public internal(set) var up = SendCounts()
    /// The coordinator's.
    public internal(set) var down = SendCounts()
    /// Connections that were tried.
    public internal(set) var attempts: UInt64 = 0
    /// Connections that stood.
    public internal(set) var connections: UInt64 = 0
    /// Connections that the coordinator's kernel gave up, for nobody answered.
    public internal(set) var reaped: UInt64 = 0
    /// Connections that one end found gone.
    public internal(set) var broken: UInt64 = 0
    /// Segments lost by chance or in cuts, and so sent again.
    public internal(set) var segmentsLost: UInt64 = 0
}
