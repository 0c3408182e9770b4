import Timekeeping
import Wire

/// What both sides of a session do alike while it is established: number frames, refuse old ones,
/// keep the heartbeat, the chaser and the watch over the other side's silence.
@usableFromInline
struct FrameCounter: Hashable, Sendable {
    @usableFromInline let epoch: UInt64
    @usableFromInline private(set) var clock = ClockEstimate()
    private var nextSequence: UInt64 = 0
    private var lastTaken: UInt64?

    init(epoch: UInt64) { self.epoch = epoch }

    /// The next frame of this epoch.
    mutating func stamp(_ message: Message) -> Envelope {
        defer { nextSequence += 1 }
        return Envelope(epoch: epoch, sequence: nextSequence, message: message)
    }
    /// The next frame of this epoch, a heartbeat.
    mutating func heartbeat(at now: Instant) -> Envelope {
        stamp(.heartbeat(clock.heartbeat(at: now)))
    }
    /// Whether `envelope` is newer than all taken before; it counts as taken then.
    mutating func takes(_ envelope: Envelope) -> Bool {
        if let lastTaken, envelope.sequence <= lastTaken { return false }
        lastTaken = envelope.sequence
        return true
    }
    mutating func take(_ heartbeat: Heartbeat, at now: Instant) { clock.take(heartbeat, at: now) }
}
