/// The extents of a tensor, outermost first. Every extent is at least one and the product fits Int.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
    /// The extents, outermost first.
    public let extents: [Int]
    /// The product of the extents.
    public let elementCount: Int

    /// A shape, or nil if an extent is below one or the product overflows.
    public init?(_ extents: [Int]) {
        var product = 1
        for extent in extents {
            guard extent >= 1 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            product = next
        }
        self.extents = extents
        elementCount = product
    }

    /// The extents as people write them, for example `[1, 96, 192, 3]`.
    public var description: String {
        "[" + extents.map(String.init).joined(separator: ", ") + "]"
    }
}
