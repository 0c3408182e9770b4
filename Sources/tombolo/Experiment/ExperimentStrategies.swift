import ArgumentParser

/// Strategies on a command line: `local,tombolo`.
struct ExperimentStrategies: ExpressibleByArgument {
    /// Each once, in the order of `ExperimentStrategy`, at least one.
    let chosen: [ExperimentStrategy]

    /// Every strategy.
    static let all = ExperimentStrategies(chosen: ExperimentStrategy.allCases)
    /// What may be named.
    static var allValueStrings: [String] { ExperimentStrategy.allCases.map(\.rawValue) }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        guard !names.isEmpty, names.allSatisfy(Self.allValueStrings.contains) else { return nil }
        self.init(chosen: ExperimentStrategy.allCases.filter { names.contains($0.rawValue) })
    }
    private init(chosen: [ExperimentStrategy]) { self.chosen = chosen }

    var defaultValueDescription: String { chosen.map(\.rawValue).joined(separator: ",") }
}
