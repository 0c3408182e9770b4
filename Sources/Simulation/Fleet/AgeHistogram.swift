import Timekeeping

/// For how much device time the newest plan was how old, in milliseconds.
///
/// Between two plans the age grows evenly, so each span is two marks: where it begins and ends.
struct AgeHistogram: Sendable {
    private var marks = [Int64](repeating: 0, count: limit + 2)

    /// Ages from here on count as this, in milliseconds.
    static let limit = 10_000

    /// The age grew from `low` to `high`, in nanoseconds.
    mutating func add(from low: UInt64, to high: UInt64) {
        guard high > low else { return }
        marks[min(Int(low / 1_000_000), Self.limit)] += 1
        marks[min(Int(high / 1_000_000), Self.limit) + 1] -= 1
    }
    mutating func add(_ other: AgeHistogram) {
        for index in marks.indices { marks[index] += other.marks[index] }
    }
    /// Device time by age.
    func counts() -> [Int64] {
        var sum: Int64 = 0
        return marks.dropLast().map {
            sum += $0
            return sum
        }
    }
}
