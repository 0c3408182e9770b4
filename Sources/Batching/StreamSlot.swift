/// The place of one stream of one device; the newest request of a stream replaces older queued
/// ones.
public struct StreamSlot: Hashable, Sendable {
    /// Counts places from zero.
    public let index: Int
    /// A place from its index, which is not negative.
    public init(_ index: Int) {
        precondition(index >= 0, "a stream's place counts from zero")
        self.index = index
    }
}
