import ArgumentParser
import Simulation

/// Kinds of trouble on a command line: `blackout,replayed`.
struct ChaosKinds: ExpressibleByArgument {
    /// At least one, each once.
    let kinds: [ChaosKind]

    /// Every kind.
    static let all = ChaosKinds(kinds: ChaosKind.allCases)
    /// What may be named.
    static var allValueStrings: [String] { ChaosKind.allCases.map(\.rawValue) }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        guard !names.isEmpty, names.allSatisfy(Self.allValueStrings.contains) else { return nil }
        self.init(kinds: ChaosKind.allCases.filter { names.contains($0.rawValue) })
    }
    private init(kinds: [ChaosKind]) { self.kinds = kinds }

    var defaultValueDescription: String { "all" }
}
