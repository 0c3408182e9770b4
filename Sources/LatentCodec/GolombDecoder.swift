/// Reads the `golomb` layout. Yields exactly the elements that the bundle says, whatever the bytes.
struct GolombDecoder {
    let channelCount: Int
    let elementsPerChannel: Int

    /// Replaces the elements of `integers` with what `bytes` says.
    func decode(
        _ bytes: Span<UInt8>, into integers: inout [Int8]
    ) throws(LatentCodecError) {
        var elements = integers.mutableSpan
        var table = BitReader()
        var reader = BitReader()
        let tableByteCount = (channelCount + 1) / 2
        guard reader.skip(bytes: tableByteCount, of: bytes) else { throw .truncated(channel: 0) }
        for channel in 0..<channelCount {
            guard let number = table.bits(4, of: bytes) else { throw .truncated(channel: channel) }
            let start = channel * elementsPerChannel
            try read(
                channel, start..<start + elementsPerChannel, ChannelCode.all[number], &reader,
                bytes, into: &elements)
        }
        if !channelCount.isMultiple(of: 2) {
            guard table.bits(4, of: bytes) == 0 else { throw .paddingNotZero }
        }
        try reader.finish(bytes)
    }

    private func read(
        _ channel: Int, _ range: Range<Int>, _ code: ChannelCode, _ reader: inout BitReader,
        _ bytes: Span<UInt8>, into elements: inout MutableSpan<Int8>
    ) throws(LatentCodecError) {
        switch code {
        case .zero:
            for index in range { elements[index] = 0 }
        case .dense(let parameter):
            for index in range {
                let zigzag = reader.rice(
                    parameter: parameter, plainBits: ChannelCode.elementBits, of: bytes)
                guard let zigzag else { throw .truncated(channel: channel) }
                let magnitude = (zigzag + 1) / 2
                elements[index] = try element(
                    magnitude, isNegative: !zigzag.isMultiple(of: 2), channel)
            }
        case .sparse(let parameter):
            try readSparse(channel, range, parameter, &reader, bytes, into: &elements)
        }
    }

    private func readSparse(
        _ channel: Int, _ range: Range<Int>, _ parameter: Int, _ reader: inout BitReader,
        _ bytes: Span<UInt8>, into elements: inout MutableSpan<Int8>
    ) throws(LatentCodecError) {
        let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
        var place = range.lowerBound
        while place < range.upperBound {
            guard let run = reader.rice(parameter: parameter, plainBits: runBits, of: bytes) else {
                throw .truncated(channel: channel)
            }
            guard run <= range.upperBound - place else { throw .runTooLong(channel: channel) }
            for _ in 0..<run {
                elements[place] = 0
                place += 1
            }
            guard place < range.upperBound else { return }
            let sign = reader.bits(1, of: bytes)
            let rest = reader.rice(parameter: 0, plainBits: ChannelCode.elementBits, of: bytes)
            guard let sign, let rest else { throw .truncated(channel: channel) }
            elements[place] = try element(rest + 1, isNegative: sign == 1, channel)
            place += 1
        }
    }

    private func element(
        _ magnitude: Int, isNegative: Bool, _ channel: Int
    ) throws(LatentCodecError) -> Int8 {
        guard let value = Int8(exactly: magnitude) else {
            throw .elementOutOfRange(channel: channel)
        }
        return isNegative ? -value : value
    }
}
