/// Appends bits to a buffer, the highest bit of a byte first.
struct BitWriter {
    /// Whole bytes so far; a caller swaps its own storage in and out, so that it is never copied.
    var bytes: [UInt8] = []
    /// Bits that are not in `bytes` yet, in the low `pendingCount` bits: fewer than 32.
    private var pending: UInt64 = 0
    private var pendingCount: UInt64 = 0

    /// Appends the low `count` bits of `value`, which has no others; at most 32.
    @inline(__always)
    mutating func append(_ value: UInt32, count: Int) {
        pending = pending << UInt64(count) | UInt64(value)
        pendingCount &+= UInt64(truncatingIfNeeded: count)
        guard pendingCount >= 32 else { return }
        pendingCount &-= 32
        let whole = UInt32(truncatingIfNeeded: pending >> pendingCount)
        bytes.append(UInt8(truncatingIfNeeded: whole >> 24))
        bytes.append(UInt8(truncatingIfNeeded: whole >> 16))
        bytes.append(UInt8(truncatingIfNeeded: whole >> 8))
        bytes.append(UInt8(truncatingIfNeeded: whole))
    }
    /// Appends `number` in Rice's code.
    @inline(__always)
    mutating func appendRice(_ number: Int, parameter: Int, plainBits: Int) {
        let quotient = number >> parameter
        guard quotient < ChannelCode.escapeLength else {
            append(1 << UInt32(ChannelCode.escapeLength) - 1, count: ChannelCode.escapeLength)
            append(UInt32(truncatingIfNeeded: number), count: plainBits)
            return
        }
        // Ones, a zero, and the low bits: at most 15 + 7.
        let ones = (1 << (quotient + 1)) - 2
        let low = number & ((1 << parameter) - 1)
        append(
            UInt32(truncatingIfNeeded: ones << parameter | low), count: quotient + 1 + parameter)
    }
    /// Fills up the last byte with zeros.
    mutating func finish() {
        while pendingCount > 0 {
            let count = min(pendingCount, 8)
            pendingCount -= count
            let bits = UInt8(truncatingIfNeeded: pending >> pendingCount)
            bytes.append(count < 8 ? bits << UInt8(8 - count) : bits)
        }
    }
}
