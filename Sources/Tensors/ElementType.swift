/// The type of one tensor element.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
    /// IEEE 754 single precision.
    case float32
    /// Signed 8-bit integer.
    case int8
    /// Unsigned 8-bit integer.
    case uint8

    /// Bytes of one element.
    public var byteCount: Int {
        switch self {
        case .float32: 4
        case .int8, .uint8: 1
        }
    }
}
