/// Writes the `adaptive` layout.
struct AdaptiveEncoder {
    let elementsPerChannel: Int
    private var magnitudes: [UInt8] = []

    init(elementsPerChannel: Int) {
        self.elementsPerChannel = elementsPerChannel
    }

    /// Replaces `bytes`, whose storage is kept, with the layout of `integers`.
    ///
    /// - Parameter reference: the quantised reference, or zeros where nothing is predicted.
    mutating func encode(
        _ integers: [Int8], reference: [Int8], isPredicted: Bool, into bytes: inout [UInt8]
    ) {
        let plane = elementsPerChannel
        let padding = ElementModel.padding(elementsPerChannel: plane)
        magnitudes.removeAll(keepingCapacity: true)
        magnitudes.resize(to: padding + integers.count)
        bytes.removeAll(keepingCapacity: true)
        var model = ElementModel()
        var coder = BinaryEncoder()
        swap(&coder.bytes, &bytes)
        var written = magnitudes.mutableSpan
        let (elements, reference) = (integers.span, reference.span)
        var before: Int8 = 0
        for index in integers.indices {
            let element = elements[index]
            let context = ElementModel.context(
                written, at: padding + index, plane: plane,
                reference: reference[index])
            coder.append(element != 0, &model.chances[context])
            if element != 0 {
                let sign = ElementModel.signChance(
                    isPredicted: isPredicted, before: before, reference: reference[index])
                coder.append(element < 0, &model.chances[sign])
                Self.append(element.magnitude, context, &model, &coder)
                written[padding + index] = element.magnitude
            }
            before = element
        }
        coder.finish()
        swap(&coder.bytes, &bytes)
    }

    @inline(__always)
    private static func append(
        _ magnitude: UInt8, _ context: Int, _ model: inout ElementModel,
        _ coder: inout BinaryEncoder
    ) {
        let further = ElementModel.furtherOffset + context
        var reached = 1
        while reached < ElementModel.escapedMagnitude {
            let goesOn = reached < magnitude
            coder.append(goesOn, &model.chances[further])
            guard goesOn else { return }
            reached += 1
        }
        coder.append(
            UInt32(magnitude) - UInt32(ElementModel.escapedMagnitude),
            plainBits: ElementModel.plainBits)
    }
}
