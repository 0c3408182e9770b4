/// Reads bytes one after the other; nil where there are not enough, and then nothing is taken.
public struct ByteCursor: Sendable {
    private let bytes: ArraySlice<UInt8>
    /// The index of the next byte.
    private var position: Int

    /// A cursor before the first byte.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }
    /// A cursor before the first byte.
    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// Bytes not read yet.
    public var remaining: Int { bytes.endIndex - position }
    /// Bytes read so far.
    public var offset: Int { position - bytes.startIndex }

    /// The next whole number, lowest byte first.
    public mutating func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let width = Number.bitWidth / 8
        guard remaining >= width else { return nil }
        var number: Number = 0
        for index in stride(from: position + width - 1, through: position, by: -1) {
            number = number << 8 | Number(truncatingIfNeeded: bytes[index])
        }
        position += width
        return number
    }
    /// The next `count` bytes.
    public mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, remaining >= count else { return nil }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
    /// The next bytes, as many as the UInt32 in front of them says.
    public mutating func counted() -> ArraySlice<UInt8>? {
        var ahead = self
        guard let count = ahead.integer(UInt32.self), let found = ahead.bytes(Int(count)) else {
            return nil
        }
        self = ahead
        return found
    }
    /// The next text; nil also if it is no UTF-8.
    public mutating func text() -> String? {
        var ahead = self
        guard let found = ahead.counted(), let text = String(validating: found, as: UTF8.self)
        else { return nil }
        self = ahead
        return text
    }
}
