@testable import LatentCodec

/// The `golomb` layout bit by bit, as the specification says it: what the tables, vectors and words
/// of `GolombEncoder` and `GolombDecoder` are held against.
struct PortableGolomb {
    let channelCount: Int
    let elementsPerChannel: Int

    private var runBits: Int { ChannelCode.runBits(elementsPerChannel: elementsPerChannel) }

    func encode(_ integers: [Int8]) -> [UInt8] {
        let channels = (0..<channelCount).map { channel in
            shortest(
                Array(integers[channel * elementsPerChannel..<(channel + 1) * elementsPerChannel]))
        }
        var bits = channels.flatMap { Self.plain($0.number, 4) }
        if !channelCount.isMultiple(of: 2) { bits += Self.plain(0, 4) }
        for channel in channels { bits += channel.bits }
        bits += Array(repeating: false, count: (8 - bits.count % 8) % 8)
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }
    func decode(_ bytes: [UInt8]) throws(LatentCodecError) -> [Int8] {
        let bits = bytes.flatMap { Self.plain(Int($0), 8) }
        var position = (channelCount + 1) / 2 * 8
        guard bits.count >= position else { throw .truncated(channel: 0) }
        var integers: [Int8] = []
        for channel in 0..<channelCount {
            let number = bits[4 * channel..<4 * channel + 4].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
            integers += try read(channel, ChannelCode.all[number], bits, &position)
        }
        let table =
            channelCount.isMultiple(of: 2) ? [] : bits[4 * channelCount..<4 * channelCount + 4]
        guard !table.contains(true) else { throw .paddingNotZero }
        let end = (position + 7) / 8 * 8
        guard !bits[position..<end].contains(true) else { throw .paddingNotZero }
        guard end == bits.count else { throw .trailingBytes(count: (bits.count - end) / 8) }
        return integers
    }

    private func shortest(_ elements: [Int8]) -> (number: Int, bits: [Bool]) {
        guard elements.contains(where: { $0 != 0 }) else { return (0, []) }
        var best = (number: 1, bits: code(elements, .dense(parameter: 0)))
        for number in 2..<ChannelCode.all.count {
            let bits = code(elements, ChannelCode.all[number])
            if bits.count < best.bits.count { best = (number, bits) }
        }
        return best
    }
    private func code(_ elements: [Int8], _ code: ChannelCode) -> [Bool] {
        switch code {
        case .zero: return []
        case .dense(let parameter):
            return elements.flatMap { Self.rice(Int(ChannelCode.zigzag($0)), parameter, 8) }
        case .sparse(let parameter):
            var (bits, run): ([Bool], Int) = ([], 0)
            for element in elements {
                guard element != 0 else {
                    run += 1
                    continue
                }
                bits += Self.rice(run, parameter, runBits) + [element < 0]
                bits += Self.rice(Int(element.magnitude) - 1, 0, 8)
                run = 0
            }
            return run > 0 ? bits + Self.rice(run, parameter, runBits) : bits
        }
    }
    private func read(
        _ channel: Int, _ code: ChannelCode, _ bits: [Bool], _ position: inout Int
    ) throws(LatentCodecError) -> [Int8] {
        var elements: [Int8] = []
        func number(_ parameter: Int, _ plainBits: Int) throws(LatentCodecError) -> Int {
            var quotient = 0
            while quotient < ChannelCode.escapeLength, try bit() { quotient += 1 }
            if quotient == ChannelCode.escapeLength { return try plain(plainBits) }
            return try quotient << parameter | plain(parameter)
        }
        func bit() throws(LatentCodecError) -> Bool {
            guard position < bits.count else { throw .truncated(channel: channel) }
            position += 1
            return bits[position - 1]
        }
        func plain(_ count: Int) throws(LatentCodecError) -> Int {
            var value = 0
            for _ in 0..<count { value = try value << 1 | (bit() ? 1 : 0) }
            return value
        }
        func append(_ magnitude: Int, isNegative: Bool) throws(LatentCodecError) {
            guard let element = Int8(exactly: magnitude) else {
                throw .elementOutOfRange(channel: channel)
            }
            elements.append(isNegative ? -element : element)
        }
        while elements.count < elementsPerChannel {
            switch code {
            case .zero: elements.append(0)
            case .dense(let parameter):
                let zigzag = try number(parameter, 8)
                try append((zigzag + 1) / 2, isNegative: zigzag % 2 == 1)
            case .sparse(let parameter):
                let run = try number(parameter, runBits)
                guard run <= elementsPerChannel - elements.count else {
                    throw .runTooLong(channel: channel)
                }
                elements += Array(repeating: 0, count: run)
                guard elements.count < elementsPerChannel else { break }
                let isNegative = try bit()
                try append(number(0, 8) + 1, isNegative: isNegative)
            }
        }
        return elements
    }

    private static func plain(_ value: Int, _ count: Int) -> [Bool] {
        (0..<count).reversed().map { value >> $0 & 1 == 1 }
    }
    private static func rice(_ number: Int, _ parameter: Int, _ plainBits: Int) -> [Bool] {
        let quotient = number >> parameter
        guard quotient < ChannelCode.escapeLength else {
            return Array(repeating: true, count: ChannelCode.escapeLength)
                + plain(number, plainBits)
        }
        return Array(repeating: true, count: quotient) + [false] + plain(number, parameter)
    }
}
