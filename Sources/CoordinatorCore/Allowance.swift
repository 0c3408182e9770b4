import Timekeeping

/// How often something may still be done: a bucket that fills with time. Whoever floods the
/// coordinator is answered, or told of, at this rate and no faster.
struct Allowance: Sendable {
    private let burst: Int
    private let period: Interval
    private var allowance: Int
    private var filled = Instant.origin

    init(burst: Int, period: Interval) {
        self.burst = burst
        self.period = period
        allowance = burst
    }

    /// Takes one, if there is one.
    mutating func spend(at now: Instant) -> Bool {
        let periods = (now - filled).nanoseconds / period.nanoseconds
        if periods > 0 {
            allowance = min(burst, allowance + Int(min(periods, Int64(burst))))
            filled = filled + period * periods
        }
        guard allowance > 0 else { return false }
        allowance -= 1
        return true
    }
}
