/// The float32 numbers of payload parts, little-endian.
enum PayloadNumbers {
    /// The bytes of `numbers`.
    static func bytes(_ numbers: [Float]) -> [UInt8] {
        numbers.flatMap { FrameFields.bytes(UInt64($0.bitPattern), 4) }
    }
    /// The number at `index`, counted in numbers from the front, or nil behind the end.
    static func number(_ part: [UInt8], at index: Int) -> Float? {
        guard index >= 0, 4 * index + 4 <= part.count else { return nil }
        let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(part[4 * index + $1]) << UInt32(8 * $1) }
        return Float(bitPattern: bits)
    }
}
