/// Writes the `golomb` layout: the channel table, then each channel in its shortest code.
struct GolombEncoder {
    let channelCount: Int
    let elementsPerChannel: Int
    /// Of the channel at hand: zigzag numbers, and the runs of zeros before each other element.
    private var zigzags: [UInt16]
    private var runs: [UInt32]
    /// The code of each channel.
    private var numbers: [Int]

    init(channelCount: Int, elementsPerChannel: Int) {
        self.channelCount = channelCount
        self.elementsPerChannel = elementsPerChannel
        zigzags = Array(repeating: 0, count: elementsPerChannel)
        numbers = Array(repeating: 0, count: channelCount)
        runs = []
        runs.reserveCapacity(elementsPerChannel + 1)
    }

    /// Chooses the code of each channel for `write`; the bytes of the layout.
    mutating func plan(_ integers: [Int8]) -> Int {
        var bitCount = 0
        for channel in 0..<channelCount {
            let start = channel * elementsPerChannel
            let best = shortest(integers.span.extracting(start..<start + elementsPerChannel))
            numbers[channel] = best.number
            bitCount += best.bitCount
        }
        return (channelCount + 1) / 2 + (bitCount + 7) / 8
    }
    /// Replaces `bytes`, whose storage is kept, with the layout of the `integers` last planned.
    func write(_ integers: [Int8], into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        var writer = BitWriter()
        swap(&writer.bytes, &bytes)
        for number in numbers { writer.append(UInt32(truncatingIfNeeded: number), count: 4) }
        if !channelCount.isMultiple(of: 2) { writer.append(0, count: 4) }
        for channel in 0..<channelCount {
            let start = channel * elementsPerChannel
            write(
                integers.span.extracting(start..<start + elementsPerChannel),
                ChannelCode.all[numbers[channel]], to: &writer)
        }
        writer.finish()
        swap(&writer.bytes, &bytes)
    }

    /// The code that takes the fewest bits, and how many; the first of equals.
    private mutating func shortest(_ elements: Span<Int8>) -> (number: Int, bitCount: Int) {
        let (nonzeroCount, signedBound) = fillZigzags(elements)
        guard nonzeroCount > 0 else { return (0, 0) }
        var best = (number: 1, bitCount: Int.max)
        // A number takes a bit more than the parameter at least: few parameters are in question.
        for parameter in 0..<ChannelCode.denseCount
        where elements.count * (parameter + 1) < best.bitCount {
            let bitCount = Self.bitCount(zigzags.span, UInt16(parameter))
            if bitCount < best.bitCount { best = (1 + parameter, bitCount) }
        }
        // A run takes a bit at least, so that most channels need not be looked at for runs.
        guard signedBound + nonzeroCount < best.bitCount else { return best }
        let signed = collectRuns(elements)
        let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
        for parameter in 0..<ChannelCode.sparseCount {
            var bitCount = signed
            for run in runs {
                bitCount += ChannelCode.bitCount(
                    Int(run), parameter: parameter, plainBits: runBits)
            }
            if bitCount < best.bitCount {
                best = (1 + ChannelCode.denseCount + parameter, bitCount)
            }
        }
        return best
    }
    /// Fills `zigzags`; how many elements are not zero, and the fewest bits that the sparse code
    /// can take for their signs and magnitudes.
    private mutating func fillZigzags(_ elements: Span<Int8>) -> (nonzero: Int, signed: Int) {
        var written = zigzags.mutableSpan
        precondition(written.count == elements.count, "a channel has one count")
        // A sign, and the magnitude in unary, of which an escape takes more than 16.
        var (sum, nonzeroCount): (UInt32, UInt32) = (0, 0)
        for index in elements.indices {
            let element = unsafe elements[unchecked: index]
            unsafe written[unchecked: index] = ChannelCode.zigzag(element)
            let magnitude = UInt32(element.magnitude)
            sum &+= min(magnitude, 16)
            nonzeroCount &+= min(magnitude, 1)
        }
        return (Int(nonzeroCount), Int(sum &+ nonzeroCount))
    }
    /// Bits of the numbers in Rice's code; without branches, so that it becomes vectors.
    private static func bitCount(_ zigzags: Span<UInt16>, _ parameter: UInt16) -> Int {
        let escape = UInt16(ChannelCode.escapeLength)
        let escaped = escape + UInt16(ChannelCode.elementBits)
        var sum: UInt32 = 0
        for index in zigzags.indices {
            let quotient = unsafe zigzags[unchecked: index] &>> parameter
            sum &+= UInt32(quotient < escape ? quotient &+ 1 &+ parameter : escaped)
        }
        return Int(sum)
    }
    /// Fills `runs`; the bits of all signs and magnitudes in the sparse code.
    private mutating func collectRuns(_ elements: Span<Int8>) -> Int {
        runs.removeAll(keepingCapacity: true)
        var (run, bitCount): (UInt32, Int) = (0, 0)
        for index in elements.indices {
            guard elements[index] != 0 else {
                run += 1
                continue
            }
            runs.append(run)
            run = 0
            bitCount += 1
            bitCount += ChannelCode.bitCount(
                Int(elements[index].magnitude) - 1, parameter: 0,
                plainBits: ChannelCode.elementBits)
        }
        if run > 0 { runs.append(run) }
        return bitCount
    }

    private func write(_ elements: Span<Int8>, _ code: ChannelCode, to writer: inout BitWriter) {
        switch code {
        case .zero: break
        case .dense(let parameter):
            for index in elements.indices {
                writer.appendRice(
                    Int(ChannelCode.zigzag(elements[index])), parameter: parameter,
                    plainBits: ChannelCode.elementBits)
            }
        case .sparse(let parameter):
            let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
            var run = 0
            for index in elements.indices {
                let element = elements[index]
                guard element != 0 else {
                    run += 1
                    continue
                }
                writer.appendRice(run, parameter: parameter, plainBits: runBits)
                writer.append(element < 0 ? 1 : 0, count: 1)
                writer.appendRice(
                    Int(element.magnitude) - 1, parameter: 0, plainBits: ChannelCode.elementBits)
                run = 0
            }
            if run > 0 { writer.appendRice(run, parameter: parameter, plainBits: runBits) }
        }
    }
}
