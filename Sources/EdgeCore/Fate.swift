/// How one capture ended; exactly one for each.
public enum Fate: Hashable, Sendable {
    /// A sound plan came within the budget.
    case answered
    /// A plan came after the budget, or too late to be followed.
    case answeredLate
    /// A newer capture took its place, here or in the cloud.
    case superseded
    /// It was not due: the coordinator asked for a slower pace than the camera's.
    case skipped
    /// It, or its plan, was refused.
    case rejected(FateCause)
    /// Its budget was spent before it could be computed.
    case expired
    /// No answer came, or there was nobody to ask.
    case lost(FateCause)
}

extension Fate: CustomStringConvertible {
    /// One stable word for logs; the cause follows a colon.
    public var description: String {
        switch self {
        case .answered: "answered"
        case .answeredLate: "answeredLate"
        case .superseded: "superseded"
        case .skipped: "skipped"
        case .rejected(let cause): "rejected:\(cause)"
        case .expired: "expired"
        case .lost(let cause): "lost:\(cause)"
        }
    }
}
