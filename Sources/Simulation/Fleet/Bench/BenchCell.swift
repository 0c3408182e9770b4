import Batching
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
    /// The least share of device time with a plan no older than deadline and period; 0 if nothing
    /// was set.
    public var leastFresh: Double
    /// The age that plans may exceed in one of 1,000 of device time; nil if nothing was set.
    public var longestAge: Interval?
    /// The least goodput of its urgent groups that is good enough; 0 if nothing was set.
    public var leastUrgent: Double

    /// A cell from its scenario, compared as a whole.
    public init(_ scenario: FleetScenario, leastRatio: Double = 0) {
        self.scenario = scenario
        self.leastRatio = leastRatio
        leastGoodput = 0
        leastFresh = 0
        leastUrgent = 0
    }

    /// What people call it.
    public var name: String { scenario.name }
    /// The same cell with phases and periods that the coordinator assigns, if its scheduler does.
    public var paced: BenchCell {
        var cell = self
        cell.scenario.name += "-paced"
        cell.scenario.phases = .assigned
        return cell
    }
    /// Whether anything was set.
    public var hasGoal: Bool {
        max(leastRatio, leastGoodput, leastFresh, leastUrgent) > 0 || longestAge != nil
    }
    /// Whether a run reached everything that was set.
    public func isReached(_ result: FleetResult) -> Bool {
        goodput(result) >= leastGoodput && result.ratio >= leastRatio
            && result.freshShare >= leastFresh && result.ageP999 <= longestAge ?? .max
            && urgentGoodput(result) ?? 1 >= leastUrgent
    }
    /// Plans in time over captures offered of the groups that are urgent; nil if none is, or all.
    public func urgentGoodput(_ result: FleetResult) -> Double? {
        let urgent = zip(scenario.groups, result.groups)
            .filter { $0.0.requestClass == .urgent }.map(\.1)
        guard !urgent.isEmpty, urgent.count < result.groups.count else { return nil }
        return urgent.reduce(into: FleetTally()) { $0.add($1) }.goodput
    }
    /// Plans in time over captures offered, of the part that the comparison is about.
    public func goodput(_ result: FleetResult) -> Double {
        guard let window else { return result.total.goodput }
        return result.goodput(from: window.lowerBound, to: window.upperBound)
    }
}
