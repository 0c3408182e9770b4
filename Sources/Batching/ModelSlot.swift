/// The place of one model of a cell: what one bundle's backbone computes. Requests of two models
/// never share a batch.
public struct ModelSlot: Hashable, Sendable {
    /// Counts places from zero.
    public let index: Int
    /// A place from its index, which is not negative.
    public init(_ index: Int) {
        precondition(index >= 0, "a model's place counts from zero")
        self.index = index
    }
}
