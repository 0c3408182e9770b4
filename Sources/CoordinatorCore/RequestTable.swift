import Batching

/// The open requests of the cell, by name.
struct RequestTable: Sendable {
    private var requests: [OpenRequest?]
    private var generations: [UInt32]
    private var free: [UInt32]

    init(limit: Int) {
        requests = Array(repeating: nil, count: limit)
        generations = Array(repeating: 0, count: limit)
        free = (0..<limit).reversed().map { UInt32(clamping: $0) }
    }

    var count: Int { requests.count - free.count }
    var hasRoom: Bool { !free.isEmpty }

    subscript(id: RequestID) -> OpenRequest? {
        guard requests.indices.contains(id.index), generations[id.index] == id.generation else {
            return nil
        }
        return requests[id.index]
    }
    /// A name for one more request, or nil if the table is full.
    mutating func insert(_ request: OpenRequest) -> RequestID? {
        guard let slot = free.popLast() else { return nil }
        let index = Int(slot)
        // Wraps: a name comes again after four billion requests in one place.
        generations[index] = generations[index] &+ 1
        requests[index] = request
        return RequestID(slot: slot, generation: generations[index])
    }
    mutating func remove(_ id: RequestID) -> OpenRequest? {
        guard let request = self[id] else { return nil }
        requests[id.index] = nil
        free.append(id.slot)
        return request
    }
}
