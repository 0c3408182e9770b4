public import Timekeeping

/// Good and bad times that take turns.
public struct Spells: Hashable, Sendable {
    /// How long a spell is.
    public enum Law: String, Hashable, CaseIterable, Sendable {
        /// Always its mean; the first is good.
        case fixed
        /// Exponential around its mean (a two-state Markov process); the first is either.
        case exponential
    }
    /// The mean of a good spell.
    public var good: Interval
    /// The mean of a bad spell.
    public var bad: Interval
    /// How they vary.
    public var law: Law

    /// Spells from their parts.
    public init(good: Interval, bad: Interval, law: Law) {
        self.good = good
        self.bad = bad
        self.law = law
    }

    /// The share of time that is bad, 0 to 1.
    public var badShare: Double {
        let (good, bad) = (Double(good.nanoseconds), Double(bad.nanoseconds))
        return good + bad > 0 ? bad / (good + bad) : 0
    }
}
