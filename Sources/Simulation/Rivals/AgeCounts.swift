public import Timekeeping

/// How often each age occurred, in steps of `AgeCounts.step`: of many drives the spread of all.
public struct AgeCounts: Hashable, Sendable {
    /// Ages that are told apart.
    public static let step = Interval.milliseconds(5)
    private var counts: [UInt64] = []
    /// How many ages were counted.
    public private(set) var total: UInt64 = 0

    /// No age yet.
    public init() {}

    /// Counts one age, not negative.
    public mutating func add(_ age: Interval) {
        let place = Int(max(age.nanoseconds, 0) / Self.step.nanoseconds)
        count(min(place, Limits.ageSteps - 1), 1)
    }
    /// Counts all of `other`.
    public mutating func add(_ other: AgeCounts) {
        for (place, times) in other.counts.enumerated() where times > 0 { count(place, times) }
    }
    /// The age, rounded up to a step, that `percent` of 100 did not exceed; nil if there is none.
    public func percentile(_ percent: Int) -> Interval? {
        guard total > 0 else { return nil }
        let wanted = max((total * UInt64(percent) + 99) / 100, 1)
        var sum: UInt64 = 0
        for (place, times) in counts.enumerated() {
            sum += times
            if sum >= wanted { return Self.step * Int64(place + 1) }
        }
        return nil
    }

    private mutating func count(_ place: Int, _ times: UInt64) {
        while counts.count <= place { counts.append(0) }
        counts[place] += times
        total += times
    }
}
