/// Writes fields front to back; little-endian. What does not fit its field is our own mistake.
struct PortWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ value: some FixedWidthInteger) {
        for index in 0..<value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index)))
        }
    }
    mutating func floats(_ values: [Float]) {
        number(PortWriter.count(values.count))
        for value in values { number(value.bitPattern) }
    }
    mutating func name(_ text: String) {
        precondition(PortWriter.allowsName(text), "a name has 1 to 64 printable bytes")
        number(UInt8(text.utf8.count))
        bytes += text.utf8
    }
    mutating func text(_ text: String) {
        let text = PortWriter.cut(text, to: Limits.textByteCount)
        number(UInt16(text.utf8.count))
        bytes += text.utf8
    }
    mutating func quantities(_ quantities: [PortQuantity]) {
        number(PortWriter.count(quantities.count))
        for quantity in quantities {
            name(quantity.name)
            name(quantity.unit)
        }
    }

    /// Whether `text` may be a name or a unit.
    static func allowsName(_ text: String) -> Bool {
        (1...Limits.nameByteCount).contains(text.utf8.count) && isPrintable(text.utf8)
    }
    /// Whether there are no control characters of ASCII, which could forge lines of a log.
    static func isPrintable(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
    /// `text` within `limit` bytes, and printable.
    static func cut(_ text: String, to limit: Int) -> String {
        var cut = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            let next: Unicode.Scalar = isControl ? " " : scalar
            count += Unicode.UTF8.width(next)
            guard count <= limit else { break }
            cut.unicodeScalars.append(next)
        }
        return cut
    }
    private static func count(_ count: Int) -> UInt8 {
        guard let byte = UInt8(exactly: count), byte <= 16 else {
            preconditionFailure("a list has at most 16 members")
        }
        return byte
    }
}
