/// One batch, counted by the batcher from one; never used again, whichever worker it goes to.
public struct BatchNumber: Hashable, Sendable {
    /// The count.
    public let value: UInt64
    /// A number from its count.
    public init(_ value: UInt64) { self.value = value }
}
