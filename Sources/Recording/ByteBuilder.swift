/// Bytes written one after the other, numbers with the lowest byte first.
public struct ByteBuilder: Sendable {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// No bytes yet.
    public init() {}

    /// How many were written.
    public var count: Int { bytes.count }

    /// Appends a whole number.
    public mutating func append<Number: FixedWidthInteger>(_ integer: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: integer >> Number(shift)))
        }
    }
    /// Appends bytes as they are.
    public mutating func append(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }
    /// Appends the bytes of `more` behind their count (UInt32), as texts and tables are written.
    public mutating func append(counted more: some Collection<UInt8>) {
        append(UInt32(more.count))
        append(more)
    }
    /// Appends a text as UTF-8 behind its count of bytes (UInt32).
    public mutating func append(_ text: String) { append(counted: text.utf8) }
    /// Forgets what was written and keeps the storage.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
    /// What was written; nothing is left.
    public mutating func take() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }
}
