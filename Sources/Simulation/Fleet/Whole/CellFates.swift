public import EdgeCore

/// Fates of captures, of all devices together.
public struct CellFates: Hashable, Sendable {
    /// Captures taken.
    public internal(set) var captured: UInt64 = 0
    /// Captures on their way.
    public internal(set) var pending: UInt64 = 0
    /// Ended captures by how they ended, as `FateCounts.named`.
    public internal(set) var ends: [CauseCount] = FateCounts().named
    /// The rejected and the lost ones by cause, in the order of their names.
    public internal(set) var causes: [CauseCount] = []

    /// Nothing yet.
    init() {}

    /// Whether each capture has one fate or is on its way.
    public var isBalanced: Bool {
        captured == pending + ends.reduce(0) { $0 + $1.count }
    }
    /// Captures that ended so, by the fate's name.
    public func count(of name: String) -> UInt64 {
        (ends + causes).first { $0.name == name }?.count ?? 0
    }

    mutating func add(_ counts: FateCounts) {
        captured += counts.captured
        pending += counts.pending
        add(ends: counts.named, causes: counts.causes)
    }
    mutating func add(_ other: CellFates) {
        captured += other.captured
        pending += other.pending
        add(ends: other.ends, causes: other.causes)
    }
    private mutating func add(ends: [CauseCount], causes: [CauseCount]) {
        for (place, end) in ends.enumerated() { self.ends[place].count += end.count }
        for cause in causes {
            if let place = self.causes.firstIndex(where: { $0.name == cause.name }) {
                self.causes[place].count += cause.count
            } else {
                let place = self.causes.firstIndex { $0.name > cause.name }
                self.causes.insert(cause, at: place ?? self.causes.endIndex)
            }
        }
    }
}
