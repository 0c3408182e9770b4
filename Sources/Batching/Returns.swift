import Timekeeping

/// Streams that ask again as soon as they have their plan, as clients do that keep no period: what
/// share of a model's they are, and how soon they are back.
///
/// Such streams split into groups that take turns, each in a batch of its own, although one batch
/// would do for all. A worker that waits for those who are about to be back runs them together.
struct Returns: Sendable {
    /// Of the streams with a plan, those that came back soon, in 1/1,024, fading.
    private(set) var share: Int64 = 0
    /// How long they took, in nanoseconds, likewise.
    private var time: Int64 = 0
    /// Requests that wait once those are back who had the last plans, and until when they should.
    private(set) var expected = 0
    private(set) var until = Instant.origin

    /// Whether most of the streams are such.
    var areMost: Bool { share >= 512 }

    /// A stream asked `gap` after its plan; `isPrompt` if that was soon, and by no own period.
    mutating func note(_ gap: Interval, isPrompt: Bool) {
        share += ((isPrompt ? 1_024 : 0) - share) / 32
        guard isPrompt else { return }
        time = time == 0 ? gap.nanoseconds : time + (gap.nanoseconds - time) / 16
    }
    /// A batch of `size` went back to its streams while `queued` others wait.
    mutating func expect(_ size: Int, beside queued: Int, limit: Int, at now: Instant) {
        guard areMost else { return until = .origin }
        expected = min(queued + size * Int(share) / 1_024, limit)
        until = now + .nanoseconds(2 * time)
    }
    /// Whether waiting for them makes more of the worker: `count` now in `time`, or all in `whole`
    /// after they are back.
    func isWorthWaiting(_ count: Int, time: Int64, whole: Int64, at now: Instant) -> Bool {
        guard now < until, count < expected, whole < .max else { return false }
        let wait = (until - now).nanoseconds
        // Times are at most 10 s, batches 256.
        return Int64(expected) * time > Int64(count) * (whole + wait)
    }
}
