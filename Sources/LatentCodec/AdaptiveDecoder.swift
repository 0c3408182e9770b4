/// Reads the `adaptive` layout. Yields exactly the elements that the bundle says, whatever the
/// bytes, in a time that they do not lengthen: an element takes at most 23 decisions.
struct AdaptiveDecoder {
    let elementsPerChannel: Int
    private var magnitudes: [UInt8] = []

    init(elementsPerChannel: Int) {
        self.elementsPerChannel = elementsPerChannel
    }

    /// Replaces the elements of `integers` with what `bytes` says.
    ///
    /// - Parameter reference: the quantised reference, or zeros where nothing is predicted.
    mutating func decode(
        _ bytes: Span<UInt8>, reference: [Int8], isPredicted: Bool,
        into integers: inout [Int8]
    ) throws(LatentCodecError) {
        let plane = elementsPerChannel
        let padding = ElementModel.padding(elementsPerChannel: plane)
        precondition(reference.count == integers.count, "a reference has the latent's count")
        magnitudes.resize(to: padding + integers.count)
        var model = ElementModel()
        var coder = BinaryDecoder(bytes)
        var read = magnitudes.mutableSpan
        let reference = reference.span
        var elements = integers.mutableSpan
        // What is read below lies in the padding or was written before: no more than `place`.
        var (before, magnitude, twoBefore): (Int8, UInt8, UInt8) = (0, 0, 0)
        for index in elements.indices {
            let place = padding &+ index
            unsafe read[unchecked: place] = 0
            let expected = unsafe reference[unchecked: index]
            let context = unsafe ElementModel.context(
                before: magnitude, twoBefore: twoBefore, below: read[unchecked: place &- plane],
                belowNext: read[unchecked: place &- plane &+ 1],
                twoBelow: read[unchecked: place &- 2 &* plane], reference: expected)
            twoBefore = magnitude
            guard unsafe coder.bit(&model.chances[unchecked: context], of: bytes) else {
                unsafe elements[unchecked: index] = 0
                (before, magnitude) = (0, 0)
                continue
            }
            let sign = ElementModel.signChance(
                isPredicted: isPredicted, before: before, reference: expected)
            let minus = unsafe coder.mask(&model.chances[unchecked: sign], of: bytes)
            let element = Int8(exactly: Self.magnitude(context, &model, &coder, bytes))
            guard let element else { throw .elementOutOfRange(channel: index / plane) }
            magnitude = element.magnitude
            unsafe read[unchecked: place] = magnitude
            let flip = Int8(truncatingIfNeeded: minus)
            before = (element ^ flip) &- flip
            unsafe elements[unchecked: index] = before
        }
        try coder.finish(bytes, channel: elements.count / plane - 1)
    }

    @inline(__always)
    private static func magnitude(
        _ context: Int, _ model: inout ElementModel, _ coder: inout BinaryDecoder,
        _ bytes: Span<UInt8>
    ) -> Int {
        let further = ElementModel.furtherOffset &+ context
        var chance = unsafe model.chances[unchecked: further]
        var reached = 1
        while reached < ElementModel.escapedMagnitude, coder.bit(&chance, of: bytes) {
            reached &+= 1
        }
        unsafe model.chances[unchecked: further] = chance
        guard reached == ElementModel.escapedMagnitude else { return reached }
        return reached &+ Int(coder.plain(bits: ElementModel.plainBits, of: bytes))
    }
}
