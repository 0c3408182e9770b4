/// The identity of a model bundle: the SHA-256 of its `bundle.json`.
public struct BundleID: Hashable, Codable, Sendable, CustomStringConvertible {
    private let words: FourWords

    /// Bytes of a bundle's identity.
    public static let byteCount = FourWords.byteCount

    /// An identity from its 32 bytes, or nil if they are not 32.
    public init?(bytes: [UInt8]) {
        guard let words = FourWords(bytes) else { return nil }
        self.words = words
    }

    /// The 32 bytes of the digest.
    public var bytes: [UInt8] { words.bytes }
    /// The digest as 64 hexadecimal digits.
    public var description: String { Hexadecimal.digits(of: bytes) }
}
