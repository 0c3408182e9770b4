/// One request of one device, named by its place in the coordinator's table and a generation, so
/// that a name outlives neither its request nor its place.
public struct RequestID: Hashable, Sendable {
    /// The place in the table.
    public let slot: UInt32
    /// Counts the requests that had this place, from one.
    public let generation: UInt32

    /// An identifier from its two halves.
    public init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }
    /// An identifier from the number it has on the wire.
    public init(_ value: UInt64) {
        slot = UInt32(truncatingIfNeeded: value)
        generation = UInt32(truncatingIfNeeded: value >> 32)
    }

    /// The number it has on the wire: generation above, place below.
    public var value: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    /// The place in the table, as an index.
    public var index: Int { Int(slot) }
}
