/// Writes binary decisions as one number between two bounds (arithmetic coding; the carryless form
/// of Mahoney's lpaq coder, 2007): each decision takes its chance's share of what lies between.
struct BinaryEncoder {
    /// Whole bytes so far; a caller swaps its own storage in and out, so that it is never copied.
    var bytes: [UInt8] = []
    private var low: UInt32 = 0
    private var high: UInt32 = .max

    /// Writes `bit`, of whose being true `chance` says how likely it is, and adapts the chance.
    @inline(__always)
    mutating func append(_ bit: Bool, _ chance: inout UInt16) {
        let middle = BinaryDecoder.middle(low, high, chance)
        if bit {
            high = middle
            chance &+= (0xFFFF &- chance) >> BinaryDecoder.pace
        } else {
            low = middle &+ 1
            chance &-= chance >> BinaryDecoder.pace
        }
        while (low ^ high) >> 24 == 0 {
            bytes.append(UInt8(truncatingIfNeeded: high >> 24))
            low <<= 8
            high = high << 8 | 0xFF
        }
    }
    /// Writes the low `count` bits of `value`, each as likely one as zero.
    mutating func append(_ value: UInt32, plainBits count: Int) {
        for bit in (0..<count).reversed() {
            var even: UInt16 = 0x8000
            append(value >> UInt32(bit) & 1 == 1, &even)
        }
    }
    /// Ends the number with the fewest bytes that keep it between the bounds, whatever zeros a
    /// decoder reads behind them.
    mutating func finish() {
        for count in 0...4 {
            let below = UInt64(1) << UInt64(32 - 8 * count) - 1
            let number = (UInt64(low) + below) & ~below
            guard number <= UInt64(high) else { continue }
            for byte in 0..<count {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(24 - 8 * byte)))
            }
            return
        }
    }
}
