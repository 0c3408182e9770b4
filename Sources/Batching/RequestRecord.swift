/// A request that waits (holder 0) or runs.
struct RequestRecord: Sendable {
    var id: RequestID
    var stream: Int32
    var isOpen: Bool
    var dispatches: UInt8
    /// The model it asks; its stream may ask another one by now.
    var model: UInt8
    /// Its place among the requests of its stream, in order of arrival.
    var turn: UInt32
    /// The batch that runs it by its count; 0 while it waits.
    var holder: UInt64
    var deadline: UInt64

    static let closed = RequestRecord(
        id: RequestID(0), stream: -1, isOpen: false, dispatches: 0, model: 0, turn: 0, holder: 0,
        deadline: 0)

    mutating func run(_ number: UInt64) {
        holder = number
        dispatches += 1
    }
}
