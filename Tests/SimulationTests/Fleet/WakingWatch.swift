/// What a `WakingScheduler` saw, for the test that gave it away.
final class WakingWatch {
    /// Looks at a wakeup that was due already.
    var stuck = 0
    var inputs = 0
}
