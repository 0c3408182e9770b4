import Batching

/// The requests that are in the cell, by the scheduler's names for them.
struct FleetRequests: Sendable {
    struct Entry: Sendable {
        var id: RequestID
        var device: UInt32
        /// Chooses how long its plan takes to arrive.
        var downlink: UInt32
        var capture: UInt64
    }
    private var entries: [Entry] = []
    private var free: [UInt32] = []

    /// A name for one more.
    mutating func insert(device: Int, downlink: UInt32, capture: UInt64) -> RequestID {
        guard let slot = free.popLast() else {
            let id = RequestID(slot: UInt32(entries.count), generation: 1)
            entries.append(
                Entry(id: id, device: UInt32(device), downlink: downlink, capture: capture))
            return id
        }
        let id = RequestID(slot: slot, generation: entries[Int(slot)].id.generation &+ 1)
        entries[Int(slot)] = Entry(
            id: id, device: UInt32(device), downlink: downlink, capture: capture)
        return id
    }
    mutating func remove(_ id: RequestID) -> Entry {
        let entry = entries[id.index]
        precondition(entry.id == id, "a request ends once")
        entries[id.index].id = RequestID(slot: id.slot, generation: id.generation &+ 1)
        free.append(id.slot)
        return entry
    }
    /// What is still in the cell.
    var open: [Entry] {
        var isFree = [Bool](repeating: false, count: entries.count)
        for slot in free { isFree[Int(slot)] = true }
        return entries.indices.filter { !isFree[$0] }.map { entries[$0] }
    }
}
