/// What a model put out for one capture, before any check.
public struct PlanValues: Hashable, Sendable {
    /// The steps one after the other, the bundle's channels each.
    public var steps: [Float]
    /// The beliefs.
    public var beliefs: [Float]

    /// Values from their parts.
    public init(steps: [Float], beliefs: [Float]) {
        self.steps = steps
        self.beliefs = beliefs
    }

    /// Whether every number of it is finite.
    public var isFinite: Bool {
        steps.allSatisfy(\.isFinite) && beliefs.allSatisfy(\.isFinite)
    }
}
