/// Where every capture went. At any moment the captures are the sum of all the others.
public struct FateCounts: Hashable, Sendable {
    /// Captures taken.
    public internal(set) var captured: UInt64 = 0
    /// See `Fate`.
    public internal(set) var answered: UInt64 = 0
    /// See `Fate`.
    public internal(set) var answeredLate: UInt64 = 0
    /// See `Fate`.
    public internal(set) var superseded: UInt64 = 0
    /// See `Fate`.
    public internal(set) var rejected: UInt64 = 0
    /// See `Fate`.
    public internal(set) var expired: UInt64 = 0
    /// See `Fate`.
    public internal(set) var lost: UInt64 = 0
    /// Captures on their way, counted where they are: at the head, waiting, encoded, sent, overdue.
    public internal(set) var pending: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Whether the sums balance.
    public var isBalanced: Bool {
        captured == answered + answeredLate + superseded + rejected + expired + lost + pending
    }

    mutating func count(_ fate: Fate) {
        switch fate {
        case .answered: answered += 1
        case .answeredLate: answeredLate += 1
        case .superseded: superseded += 1
        case .rejected: rejected += 1
        case .expired: expired += 1
        case .lost: lost += 1
        }
    }
}
