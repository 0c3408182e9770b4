/// Reads fields front to back; little-endian.
struct PortReader {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - place }

    mutating func number<Value: FixedWidthInteger>(
        _ type: Value.Type
    ) throws(PortDecodeError) -> Value {
        let count = Value.bitWidth / 8
        guard remaining >= count else { throw .truncated(needed: count, found: remaining) }
        var value: Value = 0
        for index in 0..<count {
            value |= Value(truncatingIfNeeded: bytes[place + index]) << Value(8 * index)
        }
        place += count
        return value
    }
    mutating func float() throws(PortDecodeError) -> Float {
        Float(bitPattern: try number(UInt32.self))
    }
    /// A count byte within `limit`, then so many numbers.
    mutating func floats(
        limit: Int, _ field: PortField
    ) throws(PortDecodeError) -> [Float] {
        let count = Int(try number(UInt8.self))
        guard count <= limit else { throw .illegal(field) }
        guard remaining >= 4 * count else {
            throw .truncated(needed: 4 * count, found: remaining)
        }
        var values: [Float] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try float()) }
        return values
    }
    /// Zero bytes.
    mutating func zeros(_ count: Int) throws(PortDecodeError) {
        for _ in 0..<count {
            guard try number(UInt8.self) == 0 else { throw .reservedNotZero }
        }
    }
    /// A name or a unit.
    mutating func name(_ field: PortField) throws(PortDecodeError) -> String {
        let count = Int(try number(UInt8.self))
        guard (1...Limits.nameByteCount).contains(count) else { throw .notText(field) }
        return try text(count, field)
    }
    /// A text of two bytes of length, which may be empty.
    mutating func text(limit: Int, _ field: PortField) throws(PortDecodeError) -> String {
        let count = Int(try number(UInt16.self))
        guard count <= limit else { throw .notText(field) }
        return try text(count, field)
    }
    /// A count byte within `limit`, then so many names with their units.
    mutating func quantities(
        limit: Int, _ field: PortField
    ) throws(PortDecodeError) -> [PortQuantity] {
        let count = Int(try number(UInt8.self))
        guard count <= limit else { throw .illegal(field) }
        var quantities: [PortQuantity] = []
        for _ in 0..<count {
            let name = try name(.name)
            quantities.append(PortQuantity(name, try self.name(.unit)))
        }
        return quantities
    }

    private mutating func text(
        _ count: Int, _ field: PortField
    ) throws(PortDecodeError) -> String {
        guard remaining >= count else { throw .truncated(needed: count, found: remaining) }
        let slice = bytes[place..<place + count]
        guard let text = String(validating: slice, as: UTF8.self),
            PortWriter.isPrintable(slice)
        else { throw .notText(field) }
        place += count
        return text
    }
}
