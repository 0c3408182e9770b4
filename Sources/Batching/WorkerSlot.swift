/// The place of one worker in its cell; used again after the worker is lost.
public struct WorkerSlot: Hashable, Sendable {
    /// Counts places from zero.
    public let index: Int
    /// A place from its index, which is not negative.
    public init(_ index: Int) {
        precondition(index >= 0, "a worker's place counts from zero")
        self.index = index
    }
}
