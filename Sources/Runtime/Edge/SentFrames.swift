/// The frames with a latent that the transport took: control part and payload part together.
public struct SentFrames: Hashable, Sendable {
    /// How many.
    public internal(set) var count: UInt64 = 0
    /// Of these, those whose latent was predicted from an earlier one.
    public internal(set) var predicted: UInt64 = 0
    /// Their bytes.
    public internal(set) var byteCount: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Bytes of one on average; nil if there was none.
    public var meanByteCount: Double? {
        count == 0 ? nil : Double(byteCount) / Double(count)
    }

    mutating func add(_ byteCount: Int, isPredicted: Bool) {
        count += 1
        if isPredicted { predicted += 1 }
        self.byteCount += UInt64(byteCount)
    }
}
