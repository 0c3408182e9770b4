import Timekeeping

/// How long a loop may wait in `poll`, whose unit is a millisecond.
enum WaitBudget {
    /// Whole milliseconds from `now` to the earliest of `instants`, rounded down, in 0...`limit`.
    static func milliseconds(
        from now: Instant, to instants: [Instant?], limit: Int
    ) -> Int {
        var budget = limit
        for case let instant? in instants {
            let left = (instant - now).nanoseconds / 1_000_000
            budget = min(budget, max(Int(clamping: left), 0))
        }
        return budget
    }
    /// The same for a loop that sleeps until the instant: zero if one has come, else at least a
    /// millisecond. Waiting less would spin; what is due sooner is looked at that much late.
    static func pause(from now: Instant, to instants: [Instant?], limit: Int) -> Int {
        for case let instant? in instants where instant <= now { return 0 }
        return max(milliseconds(from: now, to: instants, limit: limit), 1)
    }
}
