public import LinkFiles
public import Timekeeping

/// How a relay is to be.
public struct RelayConfiguration: Sendable {
    /// Where it listens, `tcp://HOST:PORT`; port 0 takes a free one.
    public var listen: String
    /// Where it relays to, `tcp://HOST:PORT`.
    public var target: String
    /// Where it takes orders, `tcp://HOST:PORT` or `unix:PATH`; nil for nowhere.
    public var control: String?
    /// What the link does.
    public var scenario: LinkScenario
    /// Whether what time does to the link (outages, stalls, hand-overs, bad spells, a trace) comes
    /// to all connections at the same moments. Otherwise each has a link of its own, which begins
    /// when it does: a fleet of devices.
    public var isShared: Bool
    /// Connections at once, 1 to `Limits.connections`.
    public var connectionLimit: Int
    /// How often `report` is called, or nil for never.
    public var reportPeriod: Interval?
    /// Hears what was done so far, on the relay's thread.
    public var report: @Sendable (RelayCounts) -> Void
    /// Hears, in a line and at most every ten seconds of each kind, that the target takes no
    /// connection or that the system has no descriptor left; on the relay's thread.
    public var complain: @Sendable (String) -> Void

    /// A relay from a free port of the loopback address to `target`.
    public init(scenario: LinkScenario, target: String) {
        listen = "tcp://127.0.0.1:0"
        self.target = target
        self.scenario = scenario
        isShared = true
        connectionLimit = Limits.connections
        report = { _ in }
        complain = { _ in }
    }
}
