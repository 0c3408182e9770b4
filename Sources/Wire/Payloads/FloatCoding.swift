/// Numbers of a payload part: IEEE 754 single precision, little-endian.
enum FloatCoding {
    static func append(_ numbers: Span<Float>, to bytes: inout [UInt8]) {
        for index in numbers.indices {
            let bits = numbers[index].bitPattern
            for shift in stride(from: 0, to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
            }
        }
    }
    /// The numbers `indices` of `bytes`, whose size was checked.
    static func read(
        _ indices: Range<Int>, of bytes: Span<UInt8>
    ) throws(PayloadError) -> [Float] {
        var numbers: [Float] = []
        numbers.reserveCapacity(indices.count)
        for index in indices {
            var bits: UInt32 = 0
            for byte in 0..<4 { bits |= UInt32(bytes[4 * index + byte]) << UInt32(8 * byte) }
            let number = Float(bitPattern: bits)
            guard number.isFinite else { throw .notFinite(index: index) }
            numbers.append(number)
        }
        return numbers
    }
}
