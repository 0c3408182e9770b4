/// Why a text is no trace.
public enum TraceProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// No stamp at all.
    case empty
    /// A line that is no whole number of milliseconds.
    case noNumber(line: Int)
    /// A stamp before the one above it.
    case descending(line: Int)
    /// The last stamp is zero: the trace never gets on.
    case noDuration
    /// More bytes, stamps or milliseconds than `Limits` allow.
    case tooLong

    /// The line where it is wrong, from 1.
    public var line: Int {
        switch self {
        case .empty, .noDuration, .tooLong: 1
        case .noNumber(let line), .descending(let line): line
        }
    }
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .empty: "the trace is empty; give one whole number of milliseconds a line"
        case .noNumber: "is no whole number of milliseconds; give one a line and nothing else"
        case .descending: "is earlier than the line above it; sort the stamps"
        case .noDuration: "all stamps are 0, so the trace takes no time; end it later"
        case .tooLong:
            "the trace is too long; legal are \(Limits.traceOpportunities) stamps of "
                + "\(Limits.traceMilliseconds) ms and \(Limits.traceBytes) bytes"
        }
    }
}
