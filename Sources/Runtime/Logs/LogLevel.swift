public import Logging

/// How much is logged, as it is written on a command line.
public enum LogLevel: String, Hashable, Sendable, CaseIterable {
    /// Everything, frame by frame.
    case trace
    /// What somebody who looks for a fault wants.
    case debug
    /// What happens now and then.
    case info
    /// What an operator should see.
    case notice
    /// What should not be, and is coped with.
    case warning
    /// What is not coped with.
    case error

    /// The logger's own word.
    public var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}
