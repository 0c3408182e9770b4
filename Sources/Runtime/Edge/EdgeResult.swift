public import EdgeCore
public import Session
public import Timekeeping

/// A drive in numbers, as the device's shell and core counted them.
public struct EdgeResult: Hashable, Sendable {
    /// Where every capture went.
    public var fates: FateCounts
    /// What the core did not take beside.
    public var core: EdgeCounts
    /// What the session counted.
    public var session: SessionCounts
    /// What the socket counted.
    public var transport: TransportCounts
    /// The frames with latents that were really sent.
    public var frames: SentFrames
    /// What the shell had to drop.
    public var drops: EdgeDrops
    /// How old the cloud's plans were expected to be at the end when they began to drive; nil if
    /// too few drove.
    public var planDelay: Interval?
    /// Control ticks made.
    public var ticks: TickCounts
    /// Readings at which the real clock went back.
    public var clockRegressions: UInt64
    /// How long it lasted, its last stop included.
    public var duration: Interval
    /// Why it ended.
    public var ending: DriveEnding
    /// Whether the failsafe held the car still when it ended.
    public var isStanding: Bool
}
