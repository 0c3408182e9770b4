@testable import LatentCodec

/// The `adaptive` layout decision by decision, with both bounds and no table, as the specification
/// says it: what `AdaptiveEncoder` and `AdaptiveDecoder` are held against.
struct PortableAdaptive {
    let elementsPerChannel: Int
    private var chances: [UInt16] = []
    private var magnitudes: [Int] = []
    private var (low, high, number): (UInt32, UInt32, UInt32) = (0, .max, 0)
    /// What is written, or read from `position` on; nil where a decoder reads.
    private var bytes: [UInt8] = []
    private var position = 0
    private var isReading = false

    init(elementsPerChannel: Int) { self.elementsPerChannel = elementsPerChannel }

    mutating func encode(_ integers: [Int8], reference: [Int8], isPredicted: Bool) -> [UInt8] {
        begin([], isReading: false)
        for index in integers.indices {
            let element = integers[index]
            let before = index > 0 ? integers[index - 1].signum() : 0
            _ = code(
                Int(element), before: before, reference[index], isPredicted: isPredicted, at: index)
        }
        for count in 0...4 {
            let below = (1 as UInt64) << UInt64(32 - 8 * count) - 1
            let number = (UInt64(low) + below) & ~below
            guard number <= UInt64(high) else { continue }
            for byte in 0..<count { bytes.append(UInt8(number >> UInt64(24 - 8 * byte) & 0xFF)) }
            break
        }
        return bytes
    }
    mutating func decode(
        _ bytes: [UInt8], reference: [Int8], isPredicted: Bool
    ) throws(LatentCodecError) -> [Int8] {
        begin(bytes, isReading: true)
        for _ in 0..<4 { number = number << 8 | next() }
        var integers: [Int8] = []
        for index in reference.indices {
            let element = code(
                nil, before: integers.last?.signum() ?? 0, reference[index],
                isPredicted: isPredicted, at: index)
            guard abs(element) <= 127 else {
                throw .elementOutOfRange(channel: index / elementsPerChannel)
            }
            integers.append(Int8(element))
        }
        let channel = reference.count / elementsPerChannel - 1
        guard bytes.count >= position - 4 else { throw .truncated(channel: channel) }
        guard bytes.count <= position else {
            throw .trailingBytes(count: bytes.count - position)
        }
        return integers
    }

    private mutating func begin(_ bytes: [UInt8], isReading: Bool) {
        let start: [UInt16] = [
            20, 37, 77, 131, 183, 215, 235, 247, 29, 31, 47, 83, 135, 179, 217, 233, 187, 124, 83,
            79, 126, 184,
        ]
        chances = start.map { $0 << 8 }
        magnitudes = []
        (low, high, number, position) = (0, .max, 0, 0)
        self.bytes = bytes
        self.isReading = isReading
    }
    /// Writes `element`, or reads one where there is none.
    private mutating func code(
        _ element: Int?, before: Int8, _ reference: Int8, isPredicted: Bool, at index: Int
    ) -> Int {
        func magnitude(_ back: Int) -> Int {
            back > 0 && index >= back ? magnitudes[index - back] : 0
        }
        let plane = elementsPerChannel
        let sum =
            2 * magnitude(1) + magnitude(2) + magnitude(plane) + magnitude(plane - 1)
            + magnitude(2 * plane) + Int(reference.magnitude)
        let context = min(Int.bitWidth - sum.leadingZeroBitCount, 7)
        var reached = 0
        var isNegative = false
        if decide(element.map { $0 != 0 }, context) {
            let sign = isPredicted ? 20 + Int(reference.signum()) : 17 + Int(before)
            isNegative = decide(element.map { $0 < 0 }, sign)
            reached = 1
            while reached < 15, decide(element.map { abs($0) > reached }, 8 + context) {
                reached += 1
            }
            if reached == 15 {
                var rest = 0
                for bit in (0..<7).reversed() {
                    let isOne = decide(element.map { (abs($0) - 15) >> bit & 1 == 1 }, nil)
                    rest = rest << 1 | (isOne ? 1 : 0)
                }
                reached += rest
            }
        }
        magnitudes.append(min(reached, 127))
        return isNegative ? -reached : reached
    }
    private mutating func decide(_ bit: Bool?, _ index: Int?) -> Bool {
        let chance = index.map { chances[$0] } ?? 0x8000
        let middle = low + UInt32((UInt64(high - low) * UInt64(chance)) >> 16)
        let bit = bit ?? (number <= middle)
        if bit { high = middle } else { low = middle + 1 }
        if let index {
            chances[index] = bit ? chance + (65_535 - chance) >> 5 : chance - chance >> 5
        }
        while low >> 24 == high >> 24 {
            if isReading { number = number << 8 | next() } else { bytes.append(UInt8(low >> 24)) }
            low <<= 8
            high = high << 8 | 255
        }
        return bit
    }
    private mutating func next() -> UInt32 {
        position += 1
        return position <= bytes.count ? UInt32(bytes[position - 1]) : 0
    }
}
