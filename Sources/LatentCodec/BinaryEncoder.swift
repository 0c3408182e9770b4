/// Writes binary decisions as one number between two bounds (arithmetic coding; the carryless form
/// of Mahoney's lpaq coder, 2007): each decision takes its chance's share of what lies between.
struct BinaryEncoder {
    /// Bytes that a decision writes at most.
    static let bytesPerDecision = 4

    /// Whole bytes so far.
    private(set) var position = 0
    private var low: UInt32 = 0
    /// How far above `low` the upper bound lies.
    private var range: UInt32 = .max

    /// Writes a decision, of whose being true `chance` says how likely it is, and adapts the
    /// chance. Without branches on what was decided, since nobody can guess it.
    ///
    /// - Parameter mask: all ones for true, else zero.
    @inline(__always)
    mutating func append(
        _ mask: UInt32, _ chance: inout UInt16, to bytes: inout MutableRawSpan
    ) {
        let share = BinaryDecoder.share(range, chance)
        chance = BinaryDecoder.adapted(chance, UInt16(truncatingIfNeeded: mask))
        low &+= (share &+ 1) & ~mask
        let rest = range &- share &- 1
        range = rest ^ ((rest ^ share) & mask)
        // Both bounds agree in their first byte.
        while (low ^ (low &+ range)) &>> 24 == 0 {
            let byte = UInt8(truncatingIfNeeded: low &>> 24)
            bytes.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
            position &+= 1
            low &<<= 8
            range = range &<< 8 | 0xFF
        }
    }
    /// Ends the number with the fewest bytes that keep it between the bounds, whatever zeros a
    /// decoder reads behind them.
    mutating func finish(_ bytes: inout MutableRawSpan) {
        let high = UInt64(low) + UInt64(range)
        for count in 0...4 {
            let below = UInt64(1) << UInt64(32 - 8 * count) - 1
            let number = (UInt64(low) + below) & ~below
            guard number <= high else { continue }
            for byte in 0..<count {
                bytes.storeBytes(
                    of: UInt8(truncatingIfNeeded: number >> UInt64(24 - 8 * byte)),
                    toByteOffset: position, as: UInt8.self)
                position += 1
            }
            return
        }
    }
}
