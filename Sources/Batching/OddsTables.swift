import Timekeeping

/// The odds of all network classes in one row of memory, for the loops over a queue.
struct OddsTables: Sendable {
    private var odds: [UInt16]
    private static let firstShift = DownlinkModel(NetworkClass(0)).shift

    init(_ networks: [DownlinkModel]) { odds = networks.flatMap(\.odds) }

    mutating func set(_ network: Int, _ model: DownlinkModel) {
        let row = network * DownlinkModel.binCount
        for bin in 0..<DownlinkModel.binCount { odds[row + bin] = model.odds[bin] }
    }
    /// The worths of a model's waiting requests if they are finished at `end`, into `worths`; their
    /// sum and the largest of them.
    func price(
        _ queue: borrowing RequestQueue, end: Int64, into worths: inout [UInt32]
    ) -> (sum: UInt64, largest: UInt32) {
        var (sum, largest) = (UInt64(0), UInt32(0))
        let (head, count) = (queue.head, queue.count)
        let entries = queue.entries.span
        let odds = odds.span
        var into = worths.mutableSpan
        let (last, shift) = (Int64(DownlinkModel.binCount - 1), Self.firstShift)
        for place in 0..<count {
            let entry = entries[head + place]
            let slack = Int64(clamping: entry.deadline) &- end
            // A class's bins are twice as wide as those of the one below.
            let bin = Int(min(max(slack, 0) >> (shift &+ Int64(entry.network)), last))
            let chance = UInt32(odds[Int(entry.network) &* DownlinkModel.binCount &+ bin])
            // Nobody has odds without slack, and bin 0 has none.
            let isHopeless = chance < SchedulingPolicy.hopelessOdds || slack <= 0
            let worth = isHopeless ? 0 : UInt32(entry.weight) &* chance
            into[place] = worth
            sum &+= UInt64(worth)
            largest = max(largest, worth)
        }
        return (sum, largest)
    }
}
