import Timekeeping

/// What is known of one coordinator that a device may go to.
struct HomeState: Hashable, Sendable {
    let endpoint: String
    /// Tries that failed since a session, at any home, lasted.
    var failures = 0
    /// Tries since a session here stood.
    var tries = 0
    /// What a message there and back usually took when one did; nil before that was measured.
    var roundTrip: Interval?
    /// It is not asked again before this.
    var notBefore = Instant.origin
}
