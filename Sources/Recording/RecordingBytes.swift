/// A recording that is in memory.
public struct RecordingBytes: RecordingSource, Sendable {
    /// The file.
    public var bytes: [UInt8]

    /// A recording of these bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many there are.
    public var byteCount: UInt64 { UInt64(bytes.count) }
    /// The bytes from `offset` on.
    public func read(at offset: UInt64, count: Int) -> [UInt8]? {
        guard offset <= byteCount, UInt64(count) <= byteCount - offset else { return nil }
        return Array(bytes[Int(offset)..<(Int(offset) + count)])
    }
}
