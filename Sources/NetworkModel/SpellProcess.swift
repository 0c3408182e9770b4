import Randomness
import Timekeeping

/// Whether a spell is good or bad, moment by moment; time goes on and never back.
struct SpellProcess {
    private let spells: Spells
    private var random: RandomStream
    /// Whether the present spell is bad.
    private(set) var isBad = false
    /// When the present spell ends.
    private(set) var end: Instant
    /// Bad spells begun so far.
    private(set) var badCount: UInt64 = 0

    init(_ spells: Spells, _ random: RandomStream, from start: Instant) {
        self.spells = spells
        self.random = random
        end = start
        begin(at: start)
    }

    /// Goes on to the spell that `now` is in.
    mutating func advance(to now: Instant) {
        var steps = 0
        while end <= now {
            guard steps < Limits.spellsPerStep else {
                begin(at: now)
                return
            }
            turn(isBad: !isBad, at: end)
            steps += 1
        }
    }

    private mutating func begin(at now: Instant) {
        switch spells.law {
        case .fixed: turn(isBad: false, at: now)
        // Without memory, so what is left of the first spell has the law of a whole one.
        case .exponential: turn(isBad: random.chance(spells.badShare), at: now)
        }
    }
    private mutating func turn(isBad: Bool, at now: Instant) {
        self.isBad = isBad
        if isBad { badCount += 1 }
        end = now + length(isBad ? spells.bad : spells.good)
    }
    private mutating func length(_ mean: Interval) -> Interval {
        let drawn: Int64 =
            switch spells.law {
            case .fixed: mean.nanoseconds
            case .exponential:
                // The unit draw is below 1, so the logarithm's number is 1 or more.
                Int64(
                    min(Double(mean.nanoseconds) * Exponential.log(1 / (1 - random.unit())), 9e18))
            }
        return .nanoseconds(max(drawn, Limits.spellNanoseconds))
    }
}
