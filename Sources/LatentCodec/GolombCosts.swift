/// What each of the sixteen codes would take for a channel, by sums over whole vectors.
struct GolombCosts {
    private typealias Vector = SIMD16<UInt8>
    private typealias Wide = SIMD8<UInt16>

    private let elementsPerChannel: Int
    /// Zigzag numbers of the channel at hand, zeros up to a whole vector.
    private var zigzags: [UInt8]
    /// The zeros before each other element of the channel at hand, and those behind the last.
    private(set) var runs: [UInt16]
    /// Bits of a run of this length by each parameter; longer ones are computed.
    private let runCosts: [SIMD8<UInt16>]

    /// Lengths in `runCosts`, 4 KiB: of a channel that is sparse few runs are longer.
    private static let tabledRuns = 256
    /// Vectors whose sums fit a byte: a code has at most 22 bits above its fewest.
    private static let vectorsPerSum = 11
    /// Runs whose bits, 32 at most, fit a sum.
    private static let runsPerSum = 2_047

    init(elementsPerChannel: Int) {
        self.elementsPerChannel = elementsPerChannel
        zigzags = Array(repeating: 0, count: (elementsPerChannel + 15) / 16 * 16)
        // One more: the place behind the last is written before it is known to be one.
        runs = Array(repeating: 0, count: elementsPerChannel + 2)
        let runBits = ChannelCode.runBits(elementsPerChannel: elementsPerChannel)
        runCosts = (0..<min(elementsPerChannel, Self.tabledRuns)).map { Self.runCost($0, runBits) }
    }

    /// The code of `elements`, which are a channel's, that takes the fewest bits, and how many; the
    /// first of equals.
    mutating func shortest(_ elements: Span<Int8>) -> (number: Int, bitCount: Int) {
        let (nonzeroCount, signedBits) = fillZigzags(elements)
        guard nonzeroCount > 0 else { return (0, 0) }
        var best = (number: 1, bitCount: Int.max)
        // A number takes a bit more than the parameter at least: few parameters are in question.
        for parameter in 0..<ChannelCode.denseCount
        where elements.count * (parameter + 1) < best.bitCount {
            let bitCount = elements.count * (parameter + 1) + denseBits(above: parameter)
            if bitCount < best.bitCount { best = (1 + parameter, bitCount) }
        }
        guard signedBits + fewestRunBits(nonzeroCount) < best.bitCount else { return best }
        let runCount = collectRuns(elements)
        let bits = runBits(runCount)
        for parameter in 0..<ChannelCode.sparseCount {
            let bitCount = signedBits + Int(bits[parameter])
            if bitCount < best.bitCount {
                best = (1 + ChannelCode.denseCount + parameter, bitCount)
            }
        }
        return best
    }
    /// Fills `runs`; how many there are.
    mutating func collectRuns(_ elements: Span<Int8>) -> Int {
        var written = runs.mutableSpan
        precondition(written.count == elements.count + 2, "a channel has one count")
        var (run, count): (UInt16, Int) = (0, 0)
        // Without branches: where zeros lie is what nobody can guess.
        for index in elements.indices {
            unsafe written[unchecked: count] = run
            let isZero = unsafe elements[unchecked: index] == 0
            run = isZero ? run &+ 1 : 0
            count &+= isZero ? 0 : 1
        }
        unsafe written[unchecked: count] = run
        return run > 0 ? count + 1 : count
    }

    /// Fills `zigzags`; how many elements are not zero, and the bits of their signs and magnitudes
    /// in the sparse code.
    private mutating func fillZigzags(_ elements: Span<Int8>) -> (nonzero: Int, signed: Int) {
        var written = zigzags.mutableSpan
        precondition(
            written.count - elements.count < 16 && written.count >= elements.count,
            "a channel has one count")
        var (sum, nonzeroCount): (UInt32, UInt32) = (0, 0)
        for index in elements.indices {
            let element = unsafe elements[unchecked: index]
            unsafe written[unchecked: index] = UInt8(
                truncatingIfNeeded: ChannelCode.zigzag(element))
            let magnitude = element.magnitude
            // Up to 15 in unary; more in an escape and eight bits.
            sum &+= UInt32(magnitude < 16 ? magnitude : 23)
            nonzeroCount &+= UInt32(min(magnitude, 1))
        }
        return (Int(nonzeroCount), Int(sum &+ nonzeroCount))
    }
    /// Bits of the dense code above those that every number takes.
    private func denseBits(above parameter: Int) -> Int {
        let numbers = unsafe zigzags.span.bytes
        let shift = UInt16(parameter)
        let kept = Wide(repeating: 0x0101 &* (0xFF &>> shift))
        let longest = Vector(repeating: UInt8(ChannelCode.escapeLength))
        // An escape is that many ones without the zero, the low bits, and eight bits.
        let escape = Vector(repeating: UInt8(ChannelCode.elementBits - 1 - parameter))
        var sum = 0
        var start = 0
        while start < numbers.byteCount {
            let end = min(start + 16 * Self.vectorsPerSum, numbers.byteCount)
            var bits = Vector.zero
            while start < end {
                let wide = unsafe numbers.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: start, as: Wide.self)
                let shifted = (wide &>> Wide(repeating: shift)) & kept
                var quotient = unsafe unsafeBitCast(shifted, to: Vector.self)
                quotient.replace(with: longest, where: quotient .> longest)
                bits &+= quotient
                bits &+= escape.replacing(with: 0, where: quotient .!= longest)
                start += 16
            }
            let pairs = unsafe unsafeBitCast(bits, to: Wide.self)
            sum += Int(((pairs & 0xFF) &+ (pairs &>> 8)).wrappedSum())
        }
        return sum
    }
    /// A lower bound of what the runs take: most channels need not be looked at for theirs.
    private func fewestRunBits(_ nonzeroCount: Int) -> Int {
        // A run takes two bits at least unless its parameter is 0; there a zero takes one, but of
        // a run that is escaped. One of fifteen zeros fills a whole word of eight.
        let numbers = unsafe zigzags.span.bytes
        var zeros = elementsPerChannel - nonzeroCount
        for word in 0..<elementsPerChannel / 8 {
            let numbers = unsafe numbers.unsafeLoadUnaligned(
                fromUncheckedByteOffset: 8 * word, as: UInt64.self)
            if numbers == 0 { zeros = min(zeros, ChannelCode.escapeLength) }
        }
        return nonzeroCount + min(nonzeroCount, zeros)
    }
    /// Bits of the first `count` runs by each parameter.
    private func runBits(_ count: Int) -> SIMD8<UInt32> {
        let (runs, costs) = (runs.span, runCosts.span)
        var sum = SIMD8<UInt32>.zero
        var start = 0
        while start < count {
            let end = min(start + Self.runsPerSum, count)
            var part = Wide.zero
            for index in start..<end {
                let run = Int(runs[index])
                part &+= run < costs.count ? costs[run] : longRunCost(run)
            }
            sum &+= SIMD8<UInt32>(truncatingIfNeeded: part)
            start = end
        }
        return sum
    }
    @inline(never)
    private func longRunCost(_ run: Int) -> SIMD8<UInt16> {
        Self.runCost(run, ChannelCode.runBits(elementsPerChannel: elementsPerChannel))
    }
    private static func runCost(_ run: Int, _ runBits: Int) -> SIMD8<UInt16> {
        var cost = SIMD8<UInt16>.zero
        for parameter in 0..<ChannelCode.sparseCount {
            cost[parameter] = UInt16(
                ChannelCode.bitCount(run, parameter: parameter, plainBits: runBits))
        }
        return cost
    }
}
