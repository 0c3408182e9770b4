import Session
import Timekeeping
import ZeroMQ

/// One device of a fleet: a connection of its own, a session on it, and what it waits for.
struct LoadDevice {
    /// A latent without an answer.
    struct Request {
        let sequence: UInt64
        /// When it was due: latency counts from here, also for one that was sent late.
        let due: Instant
        /// Whether it was due in the measured time.
        let isMeasured: Bool
    }
    /// Nil at a relay, which knows of no sessions.
    var session: ClientSession?
    var socket: Socket?
    var descriptor: Int32 = -1
    /// Whether the transport has the other side.
    var isConnected = false
    /// Whether its session stood when it was last looked at.
    var hasSession = false
    /// Oldest first.
    var open: [Request] = []
    /// The millisecond the next latent is due at; nil while none is.
    var nextDue: UInt64?
    /// Latents due so far: with a period that is no whole number of milliseconds they must not
    /// drift.
    var dueCount: UInt64 = 0
    var phase: UInt64 = 0
    /// When the sign of life behind the last latent is due, at a relay.
    var chaser: UInt64?
    var sequence: UInt64 = 0

    init(session: ClientSession?) {
        self.session = session
        open.reserveCapacity(2)
    }

    /// Whether latents can be sent.
    var isReady: Bool { session.map(\.isEstablished) ?? isConnected }
    /// Latents it may have unanswered.
    var credit: Int { session.map(\.credit) ?? LoadLimits.inFlight }
}
