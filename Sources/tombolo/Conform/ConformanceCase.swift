import Timekeeping

/// A conformance case: a conversation with an endpoint and what it must say in it. What a file
/// holds is described in `Protocol/cases/README.md`.
struct ConformanceCase: Hashable, Sendable {
    /// Its number, such as `2.3`.
    var id: String
    /// What holds if it passes.
    var title: String
    /// What is tested.
    var role: ConformanceRole
    /// The words of the specification that it tests.
    var sentence: String
    /// What is done, why, and what would be wrong.
    var description: String
    /// Kinds of messages that may come at any time and are not looked at unless expected.
    var skip: [String]
    /// The conversation.
    var steps: [CaseStep]
    /// What `$each` stands for in a case that was made from a list.
    var each: String?

    /// Whether the runner plays a worker to a coordinator in it.
    var needsWorkers: Bool {
        role == .coordinator
            && steps.contains {
                if case .connect(let peer) = $0 { Self.isWorker(peer) } else { false }
            }
    }
    /// Whether a peer of this name speaks to the workers' side.
    static func isWorker(_ peer: String) -> Bool { peer.hasPrefix("worker") }
    /// Whether its number is `pattern`, or fits one that ends in `*`.
    func fits(_ pattern: String) -> Bool {
        pattern.last == "*" ? id.hasPrefix(pattern.dropLast()) : id == pattern
    }
}
