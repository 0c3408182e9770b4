import Timekeeping

/// What is known of one coordinator that a device may go to.
struct HomeState: Hashable, Sendable {
    let endpoint: String
    /// Tries that failed since a session, at any home, lasted.
    var failures = 0
    /// It is not asked again before this.
    var notBefore = Instant.origin
}
