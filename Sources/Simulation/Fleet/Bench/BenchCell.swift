public import Timekeeping

/// One cell of the bench: a scenario, the part of it that counts, and what is to be reached.
public struct BenchCell: Sendable {
    /// The cell and what happens to it. Its name is the bench cell's.
    public var scenario: FleetScenario
    /// Captures that the comparison is about; nil for all that the scenario counts.
    public var window: Range<Interval>?
    /// The least goodput over its bound that is good enough; 0 if nothing was set.
    public var leastRatio: Double
    /// The least goodput within the window that is good enough; 0 if nothing was set.
    public var leastGoodput: Double

    /// A cell from its scenario, compared as a whole.
    public init(_ scenario: FleetScenario, leastRatio: Double = 0) {
        self.scenario = scenario
        self.leastRatio = leastRatio
        leastGoodput = 0
    }

    /// What people call it.
    public var name: String { scenario.name }
    /// Plans in time over captures offered, of the part that the comparison is about.
    public func goodput(_ result: FleetResult) -> Double {
        guard let window else { return result.total.goodput }
        return result.goodput(from: window.lowerBound, to: window.upperBound)
    }
}
