/// Appends bits to a buffer, the highest bit of a byte first.
struct BitWriter {
    /// Whole bytes so far; a caller swaps its own storage in and out, so that it is never copied.
    var bytes: [UInt8] = []
    /// Bits that do not make a byte yet, in the low `pendingCount` bits.
    private var pending: UInt64 = 0
    private var pendingCount = 0

    /// Appends the low `count` bits of `value`; at most 32.
    mutating func append(_ value: Int, count: Int) {
        precondition(count <= 32, "more bits at once than the buffer holds")
        pending =
            pending << UInt64(count)
            | (UInt64(truncatingIfNeeded: value) & ((1 << UInt64(count)) - 1))
        pendingCount += count
        while pendingCount >= 8 {
            pendingCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> UInt64(pendingCount)))
        }
    }
    /// Appends `number` in Rice's code.
    mutating func appendRice(_ number: Int, parameter: Int, plainBits: Int) {
        let quotient = number >> parameter
        guard quotient < ChannelCode.escapeLength else {
            append(-1, count: ChannelCode.escapeLength)
            append(number, count: plainBits)
            return
        }
        append(-2, count: quotient + 1)  // ones, then a zero
        append(number, count: parameter)
    }
    /// Fills up the last byte with zeros.
    mutating func finish() {
        if pendingCount > 0 { append(0, count: 8 - pendingCount) }
    }
}
