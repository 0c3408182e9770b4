public import Tensors

/// A Swift type whose values lie in memory exactly as the elements of a tensor do.
public protocol TensorElement: BitwiseCopyable {
    /// The tensor element type with the same width and meaning.
    static var elementType: ElementType { get }
}

extension Float: TensorElement {
    /// IEEE 754 single precision.
    public static var elementType: ElementType { .float32 }
}

extension UInt8: TensorElement {
    /// Unsigned 8-bit integer.
    public static var elementType: ElementType { .uint8 }
}

extension Int8: TensorElement {
    /// Signed 8-bit integer.
    public static var elementType: ElementType { .int8 }
}
