/// Something that happens in a rival's drive, beside what its link does.
enum RivalEvent {
    case tick
    case capture
    case headFinished(UInt64)
    case encoded(UInt64)
    case executed(UInt64)

    /// For the digest.
    var code: UInt8 {
        switch self {
        case .tick: 1
        case .capture: 2
        case .headFinished: 3
        case .encoded: 4
        case .executed: 5
        }
    }
}
