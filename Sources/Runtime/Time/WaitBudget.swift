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
}
