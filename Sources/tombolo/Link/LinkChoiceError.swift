import LinkFiles

/// Why there is no such link.
enum LinkChoiceError: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case wrong(LinkFileError)

    /// What happened, and what to do.
    var description: String {
        switch self {
        case .unknown(let name):
            "there is no file and no ready-made link '\(name)'; ready-made are "
                + (LinkProfile.all.map(\.name) + LinkScenario.names).joined(separator: ", ")
        case .wrong(let error): error.description
        }
    }
}
