import Timekeeping

/// Whether so many messages come that it pays to let them gather before each look at the sockets.
struct ReceivePacing {
    /// Whether it does.
    private(set) var isBusy = false
    private var begin = Instant.origin
    private var count = 0

    /// Notes messages that came until `now`.
    mutating func note(_ messages: Int, at now: Instant) {
        count += messages
        let passed = now - begin
        guard passed >= Limits.busyPeriod else { return }
        // After a silence it begins anew: what came does not make up for it.
        isBusy = count >= Limits.busyMessages && passed < Limits.busyPeriod * 2
        begin = now
        count = 0
    }
}
