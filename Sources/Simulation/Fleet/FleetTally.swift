public import Batching
import Timekeeping

/// What became of the captures of one group of devices, of those that count.
public struct FleetTally: Sendable {
    /// Captures that the devices' own periods make: those that pace or a cut link skipped included.
    public internal(set) var offered: UInt64 = 0
    /// Plans at the device in time.
    public internal(set) var onTime: UInt64 = 0
    /// Plans at the device too late.
    public internal(set) var late: UInt64 = 0
    /// Captures not sent, because the coordinator asked for a longer period.
    public internal(set) var paced: UInt64 = 0
    /// Captures not sent, or lost on the way: the link was cut or the device away.
    public internal(set) var cut: UInt64 = 0
    /// Captures on their way or in the cell when the simulation ended.
    public internal(set) var open: UInt64 = 0
    private var ends = InlineArray<12, UInt64>(repeating: 0)

    /// Captures that ended so at the batcher.
    public subscript(resolution: Resolution) -> UInt64 { ends[resolution.rawValue] }
    /// Plans in time over captures offered.
    public var goodput: Double { offered > 0 ? Double(onTime) / Double(offered) : 0 }
    /// Whether each capture has one end.
    public var isBalanced: Bool {
        let unanswered = Resolution.allCases.filter { $0 != .answered }
            .reduce(0) { $0 + self[$1] }
        return offered == onTime + late + paced + cut + open + unanswered
            && self[.answered] == onTime + late
    }

    mutating func count(_ resolution: Resolution) { ends[resolution.rawValue] += 1 }
    mutating func add(_ other: FleetTally) {
        offered += other.offered
        onTime += other.onTime
        late += other.late
        paced += other.paced
        cut += other.cut
        open += other.open
        for index in ends.indices { ends[index] += other.ends[index] }
    }
}
