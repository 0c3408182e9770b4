/// Writes the `golomb` layout: the channel table, then each channel in its shortest code.
struct GolombEncoder {
    let channelCount: Int
    let elementsPerChannel: Int

    /// Replaces `bytes`, whose storage is kept, with the layout of `integers`.
    func encode(_ integers: [Int8], into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        var writer = BitWriter()
        swap(&writer.bytes, &bytes)
        // The table is written before the bits it announces; its codes are patched in as found.
        for _ in 0..<(channelCount + 1) / 2 { writer.append(0, count: 8) }
        for channel in 0..<channelCount {
            let start = channel * elementsPerChannel
            let elements = integers.span.extracting(start..<start + elementsPerChannel)
            let number = shortest(elements)
            let shift: UInt8 = channel.isMultiple(of: 2) ? 4 : 0
            writer.bytes[channel / 2] |= UInt8(truncatingIfNeeded: number) << shift
            write(elements, ChannelCode.all[number], to: &writer)
        }
        writer.finish()
        swap(&writer.bytes, &bytes)
    }

    /// The number of the code that takes the fewest bits; the first of equals.
    private func shortest(_ elements: Span<Int8>) -> Int {
        var best = (number: 0, bitCount: Int.max)
        for number in ChannelCode.all.indices {
            guard let bitCount = bitCount(elements, ChannelCode.all[number]) else { continue }
            if bitCount < best.bitCount { best = (number, bitCount) }
        }
        return best.number
    }

    /// Bits of `elements` in `code`, or nil if the code cannot say them.
    private func bitCount(_ elements: Span<Int8>, _ code: ChannelCode) -> Int? {
        var count = 0
        switch code {
        case .zero:
            for index in elements.indices where elements[index] != 0 { return nil }
        case .dense(let parameter):
            for index in elements.indices {
                count += ChannelCode.bitCount(
                    ChannelCode.zigzag(elements[index]), parameter: parameter,
                    plainBits: ChannelCode.elementBits)
            }
        case .sparse(let parameter):
            let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
            var run = 0
            for index in elements.indices {
                guard elements[index] != 0 else {
                    run += 1
                    continue
                }
                count += ChannelCode.bitCount(run, parameter: parameter, plainBits: runBits)
                count += 1
                count += ChannelCode.bitCount(
                    Int(elements[index].magnitude) - 1, parameter: 0,
                    plainBits: ChannelCode.elementBits)
                run = 0
            }
            if run > 0 {
                count += ChannelCode.bitCount(run, parameter: parameter, plainBits: runBits)
            }
        }
        return count
    }

    private func write(_ elements: Span<Int8>, _ code: ChannelCode, to writer: inout BitWriter) {
        switch code {
        case .zero: break
        case .dense(let parameter):
            for index in elements.indices {
                writer.appendRice(
                    ChannelCode.zigzag(elements[index]), parameter: parameter,
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
