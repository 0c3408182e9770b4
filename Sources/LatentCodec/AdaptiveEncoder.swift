/// Writes the `adaptive` layout.
///
/// First the decisions of all elements, then their coding: a latent's decisions are what nobody can
/// guess, so that neither loop branches on them.
struct AdaptiveEncoder {
    let elementsPerChannel: Int
    private var magnitudes: [UInt8] = []
    /// In the low five bits which chance, in the highest what was decided.
    private var decisions: [UInt8] = []

    /// Decisions of one element at most, and bytes that one store writes.
    private static let longestElement =
        2 + ElementModel.escapedMagnitude - 1 + ElementModel.plainBits
    private static let stored = 8
    private static let one: UInt8 = 0x80
    /// Decisions that are coded between two looks at the space for them.
    private static let decisionsPerPart = 256
    /// By element: how many decisions it takes where one store holds them, in the highest byte,
    /// below it which of them are ones. More than one store holds for a large element.
    private static let ones: [UInt64] = (0...UInt8.max).map { byte in
        let element = Int8(bitPattern: byte)
        let magnitude = UInt64(element.magnitude)
        guard magnitude > 0 else { return 1 << 56 }
        let steps = magnitude - 1
        let sign: UInt64 = element < 0 ? 0x8000 : 0
        guard magnitude + 2 < stored else { return UInt64(UInt8.max) << 56 | sign | 0x80 }
        return (magnitude + 2) << 56 | (0x8080_8080_80 & (1 << (8 * steps) - 1)) << 16 | sign | 0x80
    }

    init(elementsPerChannel: Int) {
        self.elementsPerChannel = elementsPerChannel
    }

    /// Replaces `bytes`, whose storage is kept, with the layout of `integers`.
    ///
    /// - Parameter reference: the quantised reference, or zeros where nothing is predicted.
    mutating func encode(
        _ integers: [Int8], reference: [Int8], isPredicted: Bool, into bytes: inout [UInt8]
    ) {
        let count = decide(integers, reference: reference, isPredicted: isPredicted)
        var model = ElementModel()
        var coder = BinaryEncoder()
        let decisions = decisions.span
        var start = 0
        repeat {
            let end = min(start + Self.decisionsPerPart, count)
            let space = coder.position + (end - start + 1) * BinaryEncoder.bytesPerDecision
            if bytes.count < space { bytes.resize(to: space) }
            var span = bytes.mutableSpan
            var target = unsafe span.mutableBytes
            for index in start..<end {
                let decision = unsafe decisions[unchecked: index]
                // The highest bit, spread over a word.
                let mask = UInt32(bitPattern: Int32(Int8(bitPattern: decision)) &>> 7)
                let chance = Int(decision & 31)
                unsafe coder.append(mask, &model.chances[unchecked: chance], to: &target)
                // The one that does not adapt.
                unsafe model.chances[unchecked: ElementModel.evenOffset] = ElementModel.even
            }
            start = end
            if end == count { coder.finish(&target) }
        } while start < count
        bytes.resize(to: coder.position)
    }

    /// Fills `decisions`; how many there are.
    private mutating func decide(
        _ integers: [Int8], reference: [Int8], isPredicted: Bool
    ) -> Int {
        let plane = elementsPerChannel
        let padding = ElementModel.padding(elementsPerChannel: plane)
        precondition(reference.count == integers.count, "a reference has the latent's count")
        magnitudes.resize(to: padding + integers.count)
        decisions.resize(to: integers.count * Self.longestElement + Self.stored)
        let (elements, reference) = (integers.span, reference.span)
        // Lent out and put back: a span of one property bars writing to another.
        var lent: [UInt8] = []
        swap(&lent, &magnitudes)
        defer { swap(&lent, &magnitudes) }
        var written = lent.mutableSpan
        var span = decisions.mutableSpan
        var target = unsafe span.mutableBytes
        let ones = Self.ones
        var count = 0
        var (before, magnitude, twoBefore): (Int8, UInt8, UInt8) = (0, 0, 0)
        for index in elements.indices {
            let place = padding &+ index
            unsafe written[unchecked: place] = 0
            let (element, expected) = unsafe (
                elements[unchecked: index], reference[unchecked: index]
            )
            let context = unsafe ElementModel.context(
                before: magnitude, twoBefore: twoBefore,
                below: written[unchecked: place &- plane],
                belowNext: written[unchecked: place &- plane &+ 1],
                twoBelow: written[unchecked: place &- 2 &* plane], reference: expected)
            let sign = ElementModel.signChance(
                isPredicted: isPredicted, before: before, reference: expected)
            (before, twoBefore, magnitude) = (element, magnitude, element.magnitude)
            unsafe written[unchecked: place] = magnitude
            count = Self.append(element, context, sign, ones.span, at: count, to: &target)
        }
        return count
    }
    /// Stores the decisions of `element` from `count` on; the count with them.
    @inline(__always)
    private static func append(
        _ element: Int8, _ context: Int, _ sign: Int, _ ones: Span<UInt64>, at count: Int,
        to target: inout MutableRawSpan
    ) -> Int {
        let further = UInt64(truncatingIfNeeded: ElementModel.furtherOffset &+ context)
        let ones = unsafe ones[unchecked: Int(UInt8(bitPattern: element))]
        var word = UInt64(truncatingIfNeeded: context) | UInt64(truncatingIfNeeded: sign) &<< 8
        word |= further &* 0x0001_0101_0101_0000 | ones
        target.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        let taken = Int(truncatingIfNeeded: ones &>> 56)
        guard taken == UInt8.max else { return count &+ taken }
        return appendLarge(
            Int(element.magnitude), UInt8(truncatingIfNeeded: further), at: count &+ 2,
            to: &target)
    }
    /// As above, the steps of a magnitude that one store does not hold.
    @inline(never)
    private static func appendLarge(
        _ magnitude: Int, _ further: UInt8, at start: Int, to target: inout MutableRawSpan
    ) -> Int {
        var count = start
        func append(_ chance: UInt8, _ bit: Bool) {
            target.storeBytes(of: chance | (bit ? one : 0), toByteOffset: count, as: UInt8.self)
            count += 1
        }
        for reached in 1..<min(magnitude + 1, ElementModel.escapedMagnitude) {
            append(further, reached < magnitude)
        }
        guard magnitude >= ElementModel.escapedMagnitude else { return count }
        let rest = magnitude - ElementModel.escapedMagnitude
        for bit in (0..<ElementModel.plainBits).reversed() {
            append(UInt8(ElementModel.evenOffset), rest >> bit & 1 == 1)
        }
        return count
    }
}
