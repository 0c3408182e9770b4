/// The bytes of packets under way, by number; a number is used again once nobody needs it.
struct PacketShelf {
    private struct Place {
        var bytes: [UInt8]
        // Fates that are still to come.
        var holds: Int
    }
    private var places: [Place] = []
    private var free: [Int] = []
    private let limit: Int

    /// Room for `limit` packets.
    init(limit: Int) { self.limit = limit }

    /// Packets on it.
    var count: Int { places.count - free.count }

    /// Keeps a packet; nil if there is no room.
    mutating func put(_ packet: [UInt8].SubSequence) -> UInt64? {
        if let place = free.popLast() {
            places[place].bytes.replaceSubrange(places[place].bytes.indices, with: packet)
            places[place].holds = 1
            return UInt64(place)
        }
        guard places.count < limit else { return nil }
        places.append(Place(bytes: Array(packet), holds: 1))
        return UInt64(places.count - 1)
    }
    /// One fate more is to come.
    mutating func hold(_ id: UInt64) { places[Int(id)].holds += 1 }
    /// One fate has come.
    mutating func release(_ id: UInt64) {
        places[Int(id)].holds -= 1
        if places[Int(id)].holds == 0 { free.append(Int(id)) }
    }
    /// Lends a packet, one of its bits inverted.
    mutating func lend<Result>(
        _ id: UInt64, wrongBit: Int?, _ body: ([UInt8]) -> Result
    ) -> Result {
        invert(wrongBit, of: Int(id))
        defer { invert(wrongBit, of: Int(id)) }
        return body(places[Int(id)].bytes)
    }

    private mutating func invert(_ bit: Int?, of place: Int) {
        guard let bit, places[place].bytes.indices.contains(bit / 8) else { return }
        places[place].bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
}
