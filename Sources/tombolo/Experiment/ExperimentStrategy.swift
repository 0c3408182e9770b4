import Simulation

/// Who drives in an experiment.
enum ExperimentStrategy: String, CaseIterable, Codable, Sendable {
    case blocking
    case asynchronous
    case local
    case tombolo

    /// The rival that it is; nil for Tombolo.
    var rival: RivalStrategy? {
        switch self {
        case .blocking: .blocking
        case .asynchronous: .asynchronous
        case .local: .local
        case .tombolo: nil
        }
    }
}
