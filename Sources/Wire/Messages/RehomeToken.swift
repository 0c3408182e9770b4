/// What a device shows its new home: 32 bytes that only coordinators read.
///
/// Its description does not say it: whoever holds one may claim to have been sent, so it must not
/// end up in a log.
public struct RehomeToken: Hashable, Sendable, CustomStringConvertible {
    private let words: FourWords

    /// Bytes of a token.
    public static let byteCount = FourWords.byteCount

    /// A token from its 32 bytes, or nil if they are not 32.
    public init?(bytes: [UInt8]) {
        guard let words = FourWords(bytes) else { return nil }
        self.words = words
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { words.bytes }
    /// Says that it is a token, never which.
    public var description: String { "(a token of \(Self.byteCount) bytes)" }
}
