/// A program did not do what a test waits for.
enum ProgramError: Error, CustomStringConvertible {
    /// No line with these words came in time.
    case noLine([String], tail: String)
    /// It runs on.
    case noEnd(tail: String)

    var description: String {
        switch self {
        case .noLine(let words, let tail): "no line with \(words); \(tail)"
        case .noEnd(let tail): "it does not end; \(tail)"
        }
    }
}
