import Timekeeping

/// When something was wrong, on the recording's clock.
struct RealWindow: Hashable {
    /// It was begun by then.
    var begin: Instant
    /// It was over by then.
    var end: Instant
}
