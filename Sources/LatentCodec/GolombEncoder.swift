/// Writes the `golomb` layout: the channel table, then each channel in its shortest code.
struct GolombEncoder {
    let channelCount: Int
    let elementsPerChannel: Int
    private var costs: GolombCosts
    /// The code of each channel, and the bytes of the layout.
    private var numbers: [Int]
    private var byteCount = 0

    init(channelCount: Int, elementsPerChannel: Int) {
        self.channelCount = channelCount
        self.elementsPerChannel = elementsPerChannel
        costs = GolombCosts(elementsPerChannel: elementsPerChannel)
        numbers = Array(repeating: 0, count: channelCount)
    }

    /// Chooses the code of each channel for `write`; the bytes of the layout.
    mutating func plan(_ integers: [Int8]) -> Int {
        var bitCount = 0
        for channel in 0..<channelCount {
            let start = channel * elementsPerChannel
            let best = costs.shortest(
                integers.span.extracting(start..<start + elementsPerChannel))
            numbers[channel] = best.number
            bitCount += best.bitCount
        }
        byteCount = (channelCount + 1) / 2 + (bitCount + 7) / 8
        return byteCount
    }
    /// Replaces `bytes`, whose storage is kept, with the layout of the `integers` last planned.
    mutating func write(_ integers: [Int8], into bytes: inout [UInt8]) {
        bytes.resize(to: byteCount + BitWriter.slack)
        var span = bytes.mutableSpan
        var target = unsafe span.mutableBytes
        var writer = BitWriter()
        for number in numbers {
            writer.append(UInt64(truncatingIfNeeded: number), count: 4, to: &target)
        }
        if !channelCount.isMultiple(of: 2) { writer.append(0, count: 4, to: &target) }
        for channel in 0..<channelCount {
            let start = channel * elementsPerChannel
            let elements = integers.span.extracting(start..<start + elementsPerChannel)
            switch ChannelCode.all[numbers[channel]] {
            case .zero: break
            case .dense(let parameter): Self.write(elements, dense: parameter, &writer, &target)
            case .sparse(let parameter):
                let runs = costs.collectRuns(elements)
                write(elements, sparse: parameter, runCount: runs, &writer, &target)
            }
        }
        bytes.resize(to: byteCount)
    }

    private static func write(
        _ elements: Span<Int8>, dense parameter: Int, _ writer: inout BitWriter,
        _ target: inout MutableRawSpan
    ) {
        let table = GolombCodes.dense
        let codes = table.span.extracting(parameter << 8..<(parameter + 1) << 8)
        let end = elements.count & ~3
        var index = 0
        while index < end {
            // Four codes make a word, but where one of them is escaped.
            let (first, firstCount) = unsafe pair(elements, index, codes)
            let (second, secondCount) = unsafe pair(elements, index &+ 2, codes)
            if firstCount &+ secondCount <= BitWriter.wordBits {
                writer.append(
                    first &<< secondCount | second, count: firstCount &+ secondCount, to: &target)
            } else {
                writer.append(first, count: firstCount, to: &target)
                writer.append(second, count: secondCount, to: &target)
            }
            index &+= 4
        }
        for index in end..<elements.count {
            let code = codes[Int(UInt8(bitPattern: elements[index]))]
            writer.append(UInt64(code & 0xFF_FFFF), count: UInt64(code &>> 24), to: &target)
        }
    }
    /// The codes of the element at `index`, which is not the last, and the next: at most 46 bits.
    @inline(__always) @unsafe
    private static func pair(
        _ elements: Span<Int8>, _ index: Int, _ codes: Span<UInt32>
    ) -> (code: UInt64, count: UInt64) {
        let first = unsafe codes[unchecked: Int(UInt8(bitPattern: elements[unchecked: index]))]
        let second = unsafe codes[
            unchecked: Int(UInt8(bitPattern: elements[unchecked: index &+ 1]))]
        let secondCount = UInt64(second &>> 24)
        return (
            UInt64(first & 0xFF_FFFF) &<< secondCount | UInt64(second & 0xFF_FFFF),
            UInt64(first &>> 24) &+ secondCount
        )
    }

    private func write(
        _ elements: Span<Int8>, sparse parameter: Int, runCount: Int, _ writer: inout BitWriter,
        _ target: inout MutableRawSpan
    ) {
        let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
        let table = GolombCodes.signed
        let signed = table.span
        let runs = costs.runs.span
        var place = 0
        for index in 0..<runCount {
            let run = runs[index]
            let (runCode, runLength) = GolombCodes.rice(
                UInt32(run), parameter: parameter, plainBits: runBits)
            place &+= Int(run)
            guard place < elements.count else {
                writer.append(UInt64(runCode), count: UInt64(runLength), to: &target)
                return
            }
            // A run of 32 bits and an element of 24 make a word.
            let code = signed[Int(UInt8(bitPattern: elements[place]))]
            let count = UInt64(code &>> 24)
            writer.append(
                UInt64(runCode) &<< count | UInt64(code & 0xFF_FFFF),
                count: UInt64(runLength) &+ count, to: &target)
            place &+= 1
        }
    }
}
