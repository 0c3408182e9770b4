/// The codes of the `golomb` layout as tables, so that an element costs a look-up each way.
///
/// Built once, 68 KiB; most channels of a latent use the same two or three codes, whose tables
/// stay in the first-level cache. `PortableTests` hold them against the plain codes.
enum GolombCodes {
    /// Bits that a decoder looks up at once: with more a table leaves the first-level cache.
    static let lookupBits = 10
    /// Elements that one entry of `denseDecoding` holds at most.
    static let elementsPerEntry = 3

    /// By parameter and element (as a byte): the code in the low 24 bits, its length above.
    static let dense: [UInt32] = (0..<ChannelCode.denseCount).flatMap { parameter in
        (0...UInt8.max).map { byte in
            let number = UInt32(ChannelCode.zigzag(Int8(bitPattern: byte)))
            return entry(rice(number, parameter: parameter, plainBits: ChannelCode.elementBits))
        }
    }
    /// By element: sign and magnitude of the sparse code, as above; an escape takes 24 bits.
    static let signed: [UInt32] = (0...UInt8.max).map { byte in
        let element = Int8(bitPattern: byte)
        guard element != 0 else { return 0 }
        let (code, count) = rice(
            UInt32(element.magnitude) - 1, parameter: 0, plainBits: ChannelCode.elementBits)
        return entry(((element < 0 ? 1 : 0) << UInt32(count) | code, count + 1))
    }
    /// By parameter and the next `lookupBits` bits: in the low six bits the bits that the elements
    /// take, in the next two how many elements are whole, then those. Zero where the first is not
    /// whole, or is none.
    static let denseDecoding: [UInt32] = (0..<ChannelCode.denseCount).flatMap { parameter in
        (0..<UInt32(1) << UInt32(lookupBits)).map { denseEntry($0, parameter) }
    }
    /// By parameter and the next bits: in the low six bits the bits of a run and what ends it, in
    /// the second byte that element, above it the run. Zero where they are not whole.
    static let sparseDecoding: [UInt32] = (0..<ChannelCode.sparseCount).flatMap { parameter in
        (0..<UInt32(1) << UInt32(lookupBits)).map { sparseEntry($0, parameter) }
    }

    /// `number` in Rice's code: at most 32 bits.
    @inline(__always)
    static func rice(
        _ number: UInt32, parameter: Int, plainBits: Int
    ) -> (code: UInt32, count: Int) {
        let quotient = Int(truncatingIfNeeded: number &>> UInt32(parameter))
        guard quotient < ChannelCode.escapeLength else {
            let ones: UInt32 = 1 << UInt32(ChannelCode.escapeLength) - 1
            return (ones &<< UInt32(plainBits) | number, ChannelCode.escapeLength + plainBits)
        }
        // Ones, a zero, and the low bits.
        let ones: UInt32 = (1 &<< UInt32(quotient + 1)) &- 2
        let low = number & ((1 &<< UInt32(parameter)) &- 1)
        return (ones &<< UInt32(parameter) | low, quotient + 1 + parameter)
    }

    private static func entry(_ code: (UInt32, count: Int)) -> UInt32 {
        code.0 | UInt32(code.count) << 24
    }
    private static func denseEntry(_ bits: UInt32, _ parameter: Int) -> UInt32 {
        var (entry, count, position): (UInt32, UInt32, Int) = (0, 0, 0)
        while count < elementsPerEntry {
            guard let (number, length) = riceNumber(bits, from: position, parameter),
                let magnitude = Int8(exactly: (number + 1) / 2)
            else { break }
            let element = number.isMultiple(of: 2) ? magnitude : -magnitude
            entry |= UInt32(UInt8(bitPattern: element)) << (8 + 8 * count)
            position += length
            count += 1
        }
        return entry | count << 6 | UInt32(position)
    }
    private static func sparseEntry(_ bits: UInt32, _ parameter: Int) -> UInt32 {
        guard let (run, runLength) = riceNumber(bits, from: 0, parameter), runLength < lookupBits,
            let (rest, restLength) = riceNumber(bits, from: runLength + 1, 0)
        else { return 0 }
        let isNegative = bits >> UInt32(lookupBits - runLength - 1) & 1 == 1
        let element = Int8(isNegative ? -1 - rest : 1 + rest)
        return UInt32(run) << 16 | UInt32(UInt8(bitPattern: element)) << 8
            | UInt32(runLength + 1 + restLength)
    }
    /// The number in Rice's code behind the first `position` of the bits, and its length; nil where
    /// it is not whole or escaped.
    private static func riceNumber(
        _ bits: UInt32, from position: Int, _ parameter: Int
    ) -> (number: Int, length: Int)? {
        // Zeros follow: what they would make whole is too long.
        let window = bits << UInt32(UInt32.bitWidth - lookupBits + position)
        let quotient = (~window).leadingZeroBitCount
        let length = quotient + 1 + parameter
        guard position + length <= lookupBits, quotient < ChannelCode.escapeLength else {
            return nil
        }
        let low = (window << UInt32(quotient + 1)) >> UInt32(UInt32.bitWidth - parameter)
        return (quotient << parameter | Int(low), length)
    }
}
