public import NetworkModel
public import Timekeeping

/// What an emulator did so far.
public struct EmulatorCounts: Hashable, Sendable {
    /// Packets from the device, over all links.
    public internal(set) var up = PacketCounts()
    /// Packets to the device, over all links.
    public internal(set) var down = PacketCounts()
    /// Flows that had a link of their own.
    public internal(set) var flows: UInt64 = 0
    /// Packets that are not carried: IPv6, or broken.
    public internal(set) var foreign: UInt64 = 0
    /// Packets that were dropped because the emulator holds no more, or no more flows.
    public internal(set) var unheld: UInt64 = 0
    /// Packets that came over the link and that the system did not take.
    public internal(set) var untaken: UInt64 = 0
    /// Events of a scenario that only a relay can carry out: resets, half-open connections.
    public internal(set) var leftOut: UInt64 = 0
    /// How much later than the link says packets were handed over, all together.
    public internal(set) var lateness = Interval.zero
    /// The most of it for one packet.
    public internal(set) var longestLateness = Interval.zero

    /// Nothing yet.
    public init() {}

    /// Each count by the name it has in lines; lateness is the mean and the most, microseconds.
    public var fields: [(name: String, text: String)] {
        let delivered = up.delivered + down.delivered
        let mean = lateness.nanoseconds / 1_000 / Int64(clamping: max(delivered, 1))
        return [("Up", up), ("Down", down)].flatMap { name, counts in
            [
                ("packets\(name)", "\(counts.offered)"),
                ("delivered\(name)", "\(counts.delivered)"),
                ("lost\(name)", "\(counts.dropped(.loss))"),
                ("cut\(name)", "\(counts.dropped(.cut))"),
                (
                    "queueDrops\(name)",
                    "\(counts.dropped(.queueFull) + counts.dropped(.controlledDelay))"
                ),
            ]
        } + [
            ("foreign", "\(foreign)"), ("unheld", "\(unheld)"), ("untaken", "\(untaken)"),
            ("leftOut", "\(leftOut)"), ("latenessMicroseconds", "\(mean)"),
            ("longestLatenessMicroseconds", "\(longestLateness.nanoseconds / 1_000)"),
        ]
    }
}
