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
        magnitudes.removeAll(keepingCapacity: true)
        magnitudes.resize(to: padding + integers.count)
        var model = ElementModel()
        var coder = BinaryDecoder(bytes)
        var read = magnitudes.mutableSpan
        let reference = reference.span
        var elements = integers.mutableSpan
        var before: Int8 = 0
        for index in elements.indices {
            let context = ElementModel.context(
                read, at: padding + index, plane: plane, reference: reference[index])
            guard coder.bit(&model.chances[context], of: bytes) else {
                elements[index] = 0
                before = 0
                continue
            }
            let sign = ElementModel.signChance(
                isPredicted: isPredicted, before: before, reference: reference[index])
            let isNegative = coder.bit(&model.chances[sign], of: bytes)
            let magnitude = Self.magnitude(context, &model, &coder, bytes)
            guard let element = Int8(exactly: magnitude) else {
                throw .elementOutOfRange(channel: index / plane)
            }
            read[padding + index] = element.magnitude
            before = isNegative ? -element : element
            elements[index] = before
        }
        try coder.finish(bytes, channel: elements.count / plane - 1)
    }

    @inline(__always)
    private static func magnitude(
        _ context: Int, _ model: inout ElementModel, _ coder: inout BinaryDecoder,
        _ bytes: Span<UInt8>
    ) -> Int {
        let further = ElementModel.furtherOffset + context
        var reached = 1
        while reached < ElementModel.escapedMagnitude {
            guard coder.bit(&model.chances[further], of: bytes) else { return reached }
            reached += 1
        }
        return reached + Int(coder.plain(bits: ElementModel.plainBits, of: bytes))
    }
}
