/// The place of one tenant of a cell: a fleet that has a weighted share of the workers.
public struct TenantSlot: Hashable, Sendable {
    /// Counts places from zero.
    public let index: Int
    /// A place from its index, which is not negative.
    public init(_ index: Int) {
        precondition(index >= 0, "a tenant's place counts from zero")
        self.index = index
    }
}
