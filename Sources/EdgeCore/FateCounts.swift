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
    public internal(set) var skipped: UInt64 = 0
    /// See `Fate`.
    public internal(set) var rejected: UInt64 = 0
    /// See `Fate`.
    public internal(set) var expired: UInt64 = 0
    /// See `Fate`.
    public internal(set) var lost: UInt64 = 0
    /// Captures on their way, counted where they are: at the head, waiting, encoded, sent, overdue.
    public internal(set) var pending: UInt64 = 0

    /// The rejected and the lost ones by cause, in the order in which causes came up. There are at
    /// most `Limits.fateCauses`.
    public private(set) var causes: [CauseCount] = []

    /// Nothing yet.
    public init() {}

    /// Whether the sums balance, those by cause too.
    public var isBalanced: Bool {
        causes.reduce(0) { $0 + $1.count } == rejected + lost
            && captured == ended + pending
    }

    /// Captures that met their end.
    private var ended: UInt64 {
        answered + answeredLate + superseded + skipped + rejected + expired + lost
    }

    /// The terminal fates by their names, in a fixed order; without what is pending.
    public var named: [CauseCount] {
        [
            CauseCount(name: "answered", count: answered),
            CauseCount(name: "answeredLate", count: answeredLate),
            CauseCount(name: "superseded", count: superseded),
            CauseCount(name: "skipped", count: skipped),
            CauseCount(name: "rejected", count: rejected),
            CauseCount(name: "expired", count: expired), CauseCount(name: "lost", count: lost),
        ]
    }

    mutating func count(_ fate: Fate) {
        switch fate {
        case .answered: answered += 1
        case .answeredLate: answeredLate += 1
        case .superseded: superseded += 1
        case .skipped: skipped += 1
        case .rejected(let cause):
            rejected += 1
            count("rejected:\(cause.kind)")
        case .expired: expired += 1
        case .lost(let cause):
            lost += 1
            count("lost:\(cause.kind)")
        }
    }
    private mutating func count(_ name: String) {
        if let index = causes.firstIndex(where: { $0.name == name }) {
            causes[index].count += 1
        } else {
            precondition(causes.count < Limits.fateCauses, "causes are a closed list")
            causes.append(CauseCount(name: name, count: 1))
        }
    }
}
