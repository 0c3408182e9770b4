import ArgumentParser

/// The ways to drive that an evaluation takes, on a command line: `cloud,local`.
struct EvaluationWays: ExpressibleByArgument {
    /// In the order of `EvaluationWay`, each once, at least one.
    let ways: [EvaluationWay]

    /// Every way.
    static let all = EvaluationWays(ways: EvaluationWay.allCases)
    /// What may be named.
    static var allValueStrings: [String] { EvaluationWay.allCases.map(\.option) }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        guard names.allSatisfy(Self.allValueStrings.contains) else { return nil }
        self.init(ways: EvaluationWay.allCases.filter { names.contains($0.option) })
    }
    private init(ways: [EvaluationWay]) { self.ways = ways }

    var defaultValueDescription: String { ways.map(\.option).joined(separator: ",") }
}
