/// An IPv4 address.
public struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
    /// Its 32 bits, the first part highest.
    public let bits: UInt32

    /// From its bits, the first part highest.
    public init(bits: UInt32) { self.bits = bits }

    /// As it is written: `10.77.0.1`.
    public var description: String {
        [24, 16, 8, 0].map { "\(bits >> UInt32($0) & 0xFF)" }.joined(separator: ".")
    }
}
