public import LocatedJSON

/// Why a profile or scenario was not read.
public enum LinkFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Something in the file is wrong.
    case wrong(path: String, FieldProblem)

    /// What is wrong, where, and what to do: `link.json:7: up.delayMilliseconds: ...`.
    public var description: String {
        switch self {
        case .wrong(let path, let problem): problem.text(file: path)
        }
    }
}
