import LocatedJSON

/// Why a scenario or profile file was not read.
enum FleetFileError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String)
    case unknownName(String, known: [String])
    case wrong(path: String, FieldProblem)

    /// What happened, and what to do.
    var description: String {
        switch self {
        case .unreadable(let path): "cannot read \(path); name a file that exists"
        case .unknownName(let name, let known):
            "there is no file and no ready-made scenario '\(name)'; ready-made are "
                + known.joined(separator: ", ")
        case .wrong(let path, let problem): problem.text(file: path)
        }
    }
}
