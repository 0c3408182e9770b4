/// What a tensor is called and how its elements lie: all there is to know of it but its numbers.
public struct TensorDescriptor: Hashable, Sendable {
    /// The tensor's name in its model.
    public let name: String
    /// The type of its elements.
    public let elementType: ElementType
    /// Its extents, outermost first, row-major.
    public let shape: Shape
    /// One letter an axis, for example `NHWC`.
    public let layout: String

    /// A descriptor; `layout` has one letter for each extent of `shape`.
    public init?(name: String, elementType: ElementType, shape: Shape, layout: String) {
        guard layout.unicodeScalars.count == shape.extents.count else { return nil }
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.layout = layout
    }

    /// Bytes of all its elements.
    public var byteCount: Int { shape.elementCount * elementType.byteCount }
}
