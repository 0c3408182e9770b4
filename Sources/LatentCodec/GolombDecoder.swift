/// Reads the `golomb` layout. Yields exactly the elements that the bundle says, whatever the bytes.
struct GolombDecoder {
    let channelCount: Int
    let elementsPerChannel: Int

    /// Replaces the elements of `integers` with what `bytes` says.
    func decode(
        _ bytes: Span<UInt8>, into integers: inout [Int8]
    ) throws(LatentCodecError) {
        precondition(integers.count == channelCount * elementsPerChannel, "a latent has one count")
        var elements = integers.mutableSpan
        var table = BitReader()
        var reader = BitReader()
        let tableByteCount = (channelCount + 1) / 2
        guard reader.skip(bytes: tableByteCount, of: bytes) else { throw .truncated(channel: 0) }
        let (dense, sparse) = (GolombCodes.denseDecoding, GolombCodes.sparseDecoding)
        for channel in 0..<channelCount {
            guard let number = table.bits(4, of: bytes) else { throw .truncated(channel: channel) }
            let start = channel * elementsPerChannel
            let range = start..<start + elementsPerChannel
            switch ChannelCode.all[number] {
            case .zero: Self.clear(range, of: &elements)
            case .dense(let parameter):
                try Self.readDense(
                    channel, range, parameter, dense.span, &reader, bytes, into: &elements)
            case .sparse(let parameter):
                try readSparse(
                    channel, range, parameter, sparse.span, &reader, bytes, into: &elements)
            }
        }
        if !channelCount.isMultiple(of: 2) {
            guard table.bits(4, of: bytes) == 0 else { throw .paddingNotZero }
        }
        try reader.finish(bytes)
    }

    /// By look-ups while they yield whole elements, else one by one: what is escaped, and what lies
    /// at the end of the bytes.
    private static func readDense(
        _ channel: Int, _ range: Range<Int>, _ parameter: Int, _ table: Span<UInt32>,
        _ reader: inout BitReader, _ bytes: Span<UInt8>, into elements: inout MutableSpan<Int8>
    ) throws(LatentCodecError) {
        let codes = table.extracting(entries(parameter))
        var place = range.lowerBound
        while place < range.upperBound {
            place = lookUp(place..<range.upperBound, codes, &reader, bytes, into: &elements)
            guard place < range.upperBound else { return }
            let zigzag = reader.rice(
                parameter: parameter, plainBits: ChannelCode.elementBits, of: bytes)
            guard let zigzag else { throw .truncated(channel: channel) }
            elements[place] = try element(
                (zigzag + 1) / 2, isNegative: !zigzag.isMultiple(of: 2), channel)
            place += 1
        }
    }
    /// Fills `range` as far as words of bytes and whole entries go; where it got to.
    @inline(__always)
    private static func lookUp(
        _ range: Range<Int>, _ codes: Span<UInt32>, _ reader: inout BitReader,
        _ bytes: Span<UInt8>, into elements: inout MutableSpan<Int8>
    ) -> Int {
        var place = range.lowerBound
        let shift = UInt64(UInt64.bitWidth - GolombCodes.lookupBits)
        var raw = unsafe elements.mutableBytes
        // An entry is stored whole: what it holds too much the next one overwrites, or the next
        // channel, and none may lie behind the last.
        let end = min(range.upperBound &- 2, raw.byteCount &- 3)
        while place < end, var window = reader.word(bytes) {
            var used: UInt32 = 0
            var entry: UInt32 = 0
            // 57 bits or more: five look-ups. An entry of zero uses none, so that it stays.
            for _ in 0..<5 where place < end {
                entry = unsafe codes[unchecked: Int(truncatingIfNeeded: window &>> shift)]
                raw.storeBytes(
                    of: (entry &>> 8).littleEndian, toByteOffset: place, as: UInt32.self)
                window &<<= UInt64(entry)
                used &+= entry & 63
                place &+= Int(truncatingIfNeeded: (entry &>> 6) & 3)
            }
            reader.advance(bits: Int(truncatingIfNeeded: used))
            guard entry != 0 else { break }
        }
        return place
    }

    private func readSparse(
        _ channel: Int, _ range: Range<Int>, _ parameter: Int, _ table: Span<UInt32>,
        _ reader: inout BitReader, _ bytes: Span<UInt8>, into elements: inout MutableSpan<Int8>
    ) throws(LatentCodecError) {
        let codes = table.extracting(Self.entries(parameter))
        let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
        Self.clear(range, of: &elements)
        var place = range.lowerBound
        while place < range.upperBound {
            place = Self.lookUpRuns(place..<range.upperBound, codes, &reader, bytes, &elements)
            guard place < range.upperBound else { return }
            guard let run = reader.rice(parameter: parameter, plainBits: runBits, of: bytes) else {
                throw .truncated(channel: channel)
            }
            guard run <= range.upperBound - place else { throw .runTooLong(channel: channel) }
            place += run
            guard place < range.upperBound else { return }
            let sign = reader.bits(1, of: bytes)
            let rest = reader.rice(parameter: 0, plainBits: ChannelCode.elementBits, of: bytes)
            guard let sign, let rest else { throw .truncated(channel: channel) }
            elements[place] = try Self.element(rest + 1, isNegative: sign == 1, channel)
            place += 1
        }
    }
    /// Fills `range`, all zeros, as far as words of bytes and whole entries go; where it got to.
    @inline(__always)
    private static func lookUpRuns(
        _ range: Range<Int>, _ codes: Span<UInt32>, _ reader: inout BitReader,
        _ bytes: Span<UInt8>, _ elements: inout MutableSpan<Int8>
    ) -> Int {
        var place = range.lowerBound
        let shift = UInt64(UInt64.bitWidth - GolombCodes.lookupBits)
        while var window = reader.word(bytes) {
            for _ in 0..<5 {
                let entry = unsafe codes[unchecked: Int(truncatingIfNeeded: window &>> shift)]
                let next = place &+ Int(truncatingIfNeeded: entry &>> 16)
                // A run to the end has no element behind it.
                guard entry != 0, next < range.upperBound else { return place }
                elements[next] = Int8(truncatingIfNeeded: entry &>> 8)
                window &<<= UInt64(entry & 63)
                reader.advance(bits: Int(truncatingIfNeeded: entry & 63))
                place = next &+ 1
            }
        }
        return place
    }

    private static func entries(_ parameter: Int) -> Range<Int> {
        parameter << GolombCodes.lookupBits..<(parameter + 1) << GolombCodes.lookupBits
    }
    private static func clear(_ range: Range<Int>, of elements: inout MutableSpan<Int8>) {
        precondition(range.upperBound <= elements.count, "a channel lies in its latent")
        for index in range { unsafe elements[unchecked: index] = 0 }
    }
    private static func element(
        _ magnitude: Int, isNegative: Bool, _ channel: Int
    ) throws(LatentCodecError) -> Int8 {
        guard let value = Int8(exactly: magnitude) else {
            throw .elementOutOfRange(channel: channel)
        }
        return isNegative ? -value : value
    }
}
