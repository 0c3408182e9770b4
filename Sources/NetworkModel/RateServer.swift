import Timekeeping

/// When a packet has left the queue that begins to leave at some moment, one after the other.
struct RateServer {
    private let rate: LinkRate
    // When a trace's first opportunity counts from.
    private let origin: Instant
    // The next opportunity that nobody used, and what is left of the one before it.
    private var opportunity: Int64 = 0
    private var leftBytes = 0
    private var leftAt = Instant.origin

    init(_ rate: LinkRate, from start: Instant) {
        self.rate = rate
        origin = start
    }

    /// When the last of `bytes` is out, if the first goes at `now`.
    mutating func finish(_ bytes: Int, from now: Instant) -> Instant {
        switch rate {
        case .unlimited: return now
        case .constant(let bitsPerSecond):
            let rate = max(1, bitsPerSecond)
            // Rounded up, so that no window carries more than the rate.
            let bits = Int64(bytes) * 8 * 1_000_000_000
            return now + .nanoseconds((bits + rate - 1) / rate)
        case .trace(let trace, let offset):
            return finish(bytes, from: now, trace, offset)
        }
    }

    private mutating func finish(
        _ bytes: Int, from now: Instant, _ trace: DeliveryTrace, _ offset: Interval
    ) -> Instant {
        var rest = bytes
        if leftBytes > 0, leftAt >= now {
            let used = min(rest, leftBytes)
            rest -= used
            leftBytes -= used
            if rest == 0 { return leftAt }
        }
        opportunity = max(opportunity, first(from: now, trace, offset))
        let needed = (rest + DeliveryTrace.opportunityBytes - 1) / DeliveryTrace.opportunityBytes
        let last = opportunity + Int64(max(1, needed)) - 1
        leftBytes = needed * DeliveryTrace.opportunityBytes - rest
        leftAt = instant(of: last, trace, offset)
        opportunity = last + 1
        return leftAt
    }
    /// The number, over all rounds, of the first opportunity at `now` or later.
    private func first(from now: Instant, _ trace: DeliveryTrace, _ offset: Interval) -> Int64 {
        let round = Int64(trace.milliseconds) * 1_000_000
        let elapsed = min(max((now - origin + offset).nanoseconds, 0), Limits.traceNanoseconds)
        let (rounds, rest) = elapsed.quotientAndRemainder(dividingBy: round)
        // Rounded up: an opportunity within this very millisecond has passed.
        let stamp = UInt32(clamping: (rest + 999_999) / 1_000_000)
        var (low, high) = (0, trace.count)
        while low < high {
            let middle = (low + high) / 2
            if trace.stamps[middle] < stamp { low = middle + 1 } else { high = middle }
        }
        return rounds * Int64(trace.count) + Int64(low)
    }
    private func instant(
        of number: Int64, _ trace: DeliveryTrace, _ offset: Interval
    ) -> Instant {
        let (rounds, place) = number.quotientAndRemainder(dividingBy: Int64(trace.count))
        let milliseconds = rounds * Int64(trace.milliseconds) + Int64(trace.stamps[Int(place)])
        return origin + .milliseconds(milliseconds) - offset
    }
}
