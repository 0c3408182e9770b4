/// What is wrong with a conformance case: its author's mistake, not the endpoint's.
enum CaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file that is no JSON of a case.
    case unreadable(String)
    /// A key that has to be there.
    case missing(String, in: String)
    /// A key that says nothing here.
    case unknownKey(String, in: String)
    /// A value that does not fit its key.
    case unfit(String, CaseValue)
    /// No message, field, enumeration's value or vector of this name.
    case unknownName(String)
    /// A variable that nothing was saved as.
    case unknownVariable(String)

    /// What is wrong and what to do.
    var description: String {
        switch self {
        case .unreadable(let path): "\(path) is no conformance case; see the README beside it"
        case .missing(let key, let place): "'\(key)' is missing in \(place)"
        case .unknownKey(let key, let place): "'\(key)' has no meaning in \(place)"
        case .unfit(let key, let value): "'\(key)' cannot be \(value)"
        case .unknownName(let name): "there is no '\(name)' in the protocol or its vectors"
        case .unknownVariable(let name): "no earlier step saved '\(name)'"
        }
    }
}
