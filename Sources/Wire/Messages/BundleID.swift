/// The identity of a model bundle: the SHA-256 of its `bundle.json`.
///
/// Held as four words, so that comparing and copying one allocates nothing.
public struct BundleID: Hashable, Sendable, CustomStringConvertible {
    /// The digest's bytes, eight a word, the first byte highest.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Bytes of a bundle's identity.
    public static let byteCount = 32

    /// An identity from its 32 bytes, or nil if they are not 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        func word(_ index: Int) -> UInt64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The 32 bytes of the digest.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }
    /// The digest as 64 hexadecimal digits.
    public var description: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    /// Whether two bundles are the same.
    public static func == (left: BundleID, right: BundleID) -> Bool { left.words == right.words }
    /// Folds the identity into a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
