public import LinkFiles
public import NetworkModel
public import Relay
import Timekeeping

/// A bad link between two programs of a test: connect to `endpoint` or `port` instead of the
/// server's own.
public struct DegradedLink: Sendable {
    private let relay: LinkRelay

    init(_ relay: LinkRelay) { self.relay = relay }

    /// Where the link begins: `tcp://127.0.0.1:41234`.
    public var endpoint: String { relay.endpoint }
    /// The port of it, on the loopback address.
    public var port: UInt16 { relay.port }
    /// What was relayed so far.
    public var counts: RelayCounts {
        get async throws(RelayError) { try await relay.counts() }
    }

    /// From now on the link does this.
    public func set(_ profile: LinkProfile) async throws(RelayError) {
        try await relay.perform(.event(.profile(profile)))
    }
    /// Loses everything for so long, or until it is healed; connections stand, and nobody is told.
    public func cut(
        for duration: Duration? = nil, _ directions: [LinkDirection] = LinkDirection.allCases
    ) async throws(RelayError) {
        try await relay.perform(.event(.change(.cut(for: interval(duration)), directions)))
    }
    /// Holds everything for so long, or until it is healed; then it comes in a burst.
    public func stall(
        for duration: Duration? = nil, _ directions: [LinkDirection] = LinkDirection.allCases
    ) async throws(RelayError) {
        try await relay.perform(.event(.change(.stall(for: interval(duration)), directions)))
    }
    /// Changes the cell: a gap in which everything is lost, or waits, then so much more delay.
    public func handOver(
        gap: Duration, isLossy: Bool, extra: Duration
    ) async throws(RelayError) {
        let change = LinkChange.handover(
            gap: interval(gap), isLossy: isLossy, extra: interval(extra))
        try await relay.perform(.event(.change(change, LinkDirection.allCases)))
    }
    /// Ends cuts, stalls, black holes and what hand-overs added.
    public func heal() async throws(RelayError) {
        try await relay.perform(.event(.change(.heal, LinkDirection.allCases)))
    }
    /// Something happens to the connections that stand: a reset, a black hole, half of them gone.
    public func fail(_ fault: ConnectionFault) async throws(RelayError) {
        try await relay.perform(.event(.connection(fault)))
    }
    /// Both ends of each connection are told at once that it is gone.
    public func reset() async throws(RelayError) { try await fail(.reset) }
    /// Both ends of each connection are told that nothing more comes.
    public func close() async throws(RelayError) { try await relay.perform(.close) }
    /// How connections are met from now on: relayed, refused, or with silence.
    public func admit(_ admission: RelayOrder.Admission) async throws(RelayError) {
        try await relay.perform(.admission(admission))
    }

    private func interval(_ duration: Duration?) -> Interval {
        guard let duration else { return .max }
        let (seconds, attoseconds) = duration.components
        return .seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
    }
}
