import SansIO

/// The payloads that one simulated process holds, by the names its core knows them by.
struct TaggedPayloads: Sendable {
    private struct Slot: Sendable {
        var tag: PayloadTag
        var generation: UInt32
        var isHeld: Bool
    }
    private var slots: [Slot] = []
    private var free: [UInt32] = []

    /// Payloads held.
    var count: Int { slots.count - free.count }

    /// Keeps a payload until it is released.
    mutating func store(_ tag: PayloadTag) -> PayloadID {
        guard let place = free.popLast() else {
            slots.append(Slot(tag: tag, generation: 0, isHeld: true))
            return PayloadID(UInt64(slots.count - 1))
        }
        let generation = slots[Int(place)].generation &+ 1
        slots[Int(place)] = Slot(tag: tag, generation: generation, isHeld: true)
        return PayloadID(UInt64(generation) << 32 | UInt64(place))
    }
    /// What `payload` is, or nil if it is not held.
    func tag(of payload: PayloadID) -> PayloadTag? { place(of: payload).map { slots[$0].tag } }
    /// Forgets `payload`; false if it is not held.
    mutating func release(_ payload: PayloadID) -> Bool {
        guard let place = place(of: payload) else { return false }
        slots[place].isHeld = false
        free.append(UInt32(place))
        return true
    }

    private func place(of payload: PayloadID) -> Int? {
        let place = Int(truncatingIfNeeded: payload.value & 0xffff_ffff)
        guard slots.indices.contains(place), slots[place].isHeld,
            slots[place].generation == UInt32(truncatingIfNeeded: payload.value >> 32)
        else { return nil }
        return place
    }
}
