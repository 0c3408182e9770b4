import Batching

/// A request in a baseline's table.
struct BaselineRecord: Sendable {
    var id: RequestID
    var stream: Int32
    /// The queue it waits in, or waited in.
    var queue: Int32
    var key: UInt64
    var capture: UInt64
    var isOpen = true
    var isWaiting = false
    var dispatches: UInt8 = 0

    static let closed = BaselineRecord(
        id: RequestID(0), stream: -1, queue: -1, key: 0, capture: 0, isOpen: false)
}
