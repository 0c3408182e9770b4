import Timekeeping
import Wire

/// One connection of a device and the session, or the try at one, on it.
struct HomeSlot: Sendable {
    var session: ClientSession
    /// The place of its coordinator.
    let home: Int
    /// How long its try may take.
    let times: TryTimes
    /// The number of its connection; zero before it was asked for.
    var connection: UInt64 = 0
    /// When it was welcome.
    var since = Instant.origin
    /// What it was welcomed with.
    var welcome: Welcome?
    /// Whether a session stands, as far as its end was not told yet.
    var stands = false
    /// Whether a coordinator sent the device here.
    let isRehome: Bool
    /// The least time to wait that its coordinator asked for when it refused.
    var retryAfter = Interval.zero
    /// Whether it is over and only its last outputs are to be carried out.
    var isOver = false
    /// Why it is ended from here, while it is.
    var ending: SessionLoss?
}
