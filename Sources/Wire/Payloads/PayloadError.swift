/// Why a payload part is not what its message says.
public enum PayloadError: Error, Hashable, Sendable {
    /// The part has another size.
    case wrongByteCount(expected: Int, found: Int)
    /// The part's bytes were damaged on the way.
    case wrongChecksum(expected: UInt32, found: UInt32)
    /// The number at this index, counted from the front of the part, is infinite or not a number.
    case notFinite(index: Int)
}

extension PayloadError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .wrongByteCount(let expected, let found):
            "the payload part has \(found) bytes, its message says \(expected); correct the sender"
        case .wrongChecksum(let expected, let found):
            "the payload part's checksum is \(found), its message says \(expected); "
                + "it was damaged on the way, drop it"
        case .notFinite(let index):
            "number \(index) of the payload part is not finite; drop it and look at its model"
        }
    }
}
