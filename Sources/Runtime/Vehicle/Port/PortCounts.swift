public import PortProtocol

/// What a port counted, over all its sessions.
public struct PortCounts: Hashable, Sendable {
    /// Machines that were taken.
    public internal(set) var sessions: UInt64 = 0
    /// Hellos that were refused.
    public internal(set) var refused: UInt64 = 0
    /// Messages that were no legal frames.
    public internal(set) var malformed: UInt64 = 0
    /// Messages of no session, or that only an agent may send.
    public internal(set) var strays: UInt64 = 0
    /// Captures that were taken.
    public internal(set) var captures: UInt64 = 0
    /// Captures that were skipped: the pace did not ask for them.
    public internal(set) var skipped: UInt64 = 0
    /// Captures that gave way to a newer one that was there already.
    public internal(set) var superseded: UInt64 = 0
    /// Captures that were rejected, by reason, in the order of `PortRejection.known`.
    public private(set) var rejections = [UInt64](repeating: 0, count: PortRejection.known.count)
    /// Odometry that was rejected: out of time, or with a state vector of another length.
    public internal(set) var rejectedOdometry: UInt64 = 0
    /// Control ticks that found no odometry young enough.
    public internal(set) var staleReadings: UInt64 = 0
    /// Commands that found the port's thread at the lock; the one of the next tick went.
    public internal(set) var busyTicks: UInt64 = 0
    /// Commands sent.
    public internal(set) var commands: UInt64 = 0
    /// Commands that nobody took: there was no machine, or it did not read.
    public internal(set) var unsentCommands: UInt64 = 0
    /// How often the machine's own watchdog stopped it.
    public internal(set) var watchdogTrips: UInt64 = 0
    /// How often the machine began to say that its actuators do not follow, by whatever reason.
    public internal(set) var hindered: UInt64 = 0
    /// How often a machine that confirmed commands confirmed no newer ones any more.
    public internal(set) var unconfirmed: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// How often captures were rejected for `reason`.
    public func rejected(_ reason: PortRejection) -> UInt64 {
        PortRejection.known.firstIndex(of: reason).map { rejections[$0] } ?? 0
    }
    mutating func note(_ reason: PortRejection) {
        if let index = PortRejection.known.firstIndex(of: reason) { rejections[index] += 1 }
    }

    /// Everything by name, in a fixed order.
    public var named: [(name: String, count: UInt64)] {
        [
            ("sessions", sessions), ("refused", refused), ("malformed", malformed),
            ("strays", strays), ("captures", captures), ("skipped", skipped),
            ("superseded", superseded), ("rejected_odometry", rejectedOdometry),
            ("stale_readings", staleReadings), ("busy_ticks", busyTicks), ("commands", commands),
            ("unsent_commands", unsentCommands), ("watchdog_trips", watchdogTrips),
            ("hindered", hindered), ("unconfirmed", unconfirmed),
        ] + zip(PortRejection.known, rejections).map { ("rejected_" + $0.name, $1) }
    }
}
