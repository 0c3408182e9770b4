/// How a router names the connection that a message came from, and is told where one goes.
public enum RoutingIdentity: Hashable, Sendable {
    /// One that the library made up: a zero byte and four of its own. Names nothing outside.
    case generated(UInt32)
    /// One that the peer chose for itself: 1 to 255 bytes of anything.
    case chosen([UInt8])

    /// The identity in a message's first part.
    init(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count == 5, unsafe bytes[0] == 0 {
            self = unsafe .generated(bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
        } else {
            self = unsafe .chosen(Array(bytes))
        }
    }
    /// Lends its bytes to `body`.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self {
        case .generated(let number):
            var bytes: (UInt64, UInt64) = (0, 0)
            return unsafe withUnsafeMutableBytes(of: &bytes) { bytes in
                unsafe bytes.storeBytes(of: number, toByteOffset: 1, as: UInt32.self)
                return unsafe body(UnsafeRawBufferPointer(rebasing: bytes[0..<5]))
            }
        case .chosen(let bytes): return unsafe bytes.withUnsafeBytes { unsafe body($0) }
        }
    }
}
