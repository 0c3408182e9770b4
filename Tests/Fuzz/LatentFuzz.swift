import LatentCodec
import Tensors

/// One shape with the codec's parts for it, kept between inputs as a program would keep them.
private struct Bench {
    let steps: [Float]
    var decoder: LatentDecoder
    var encoders: [LatentEncoder]
    var latent: [Float]

    init(steps: [Float], elementsPerChannel: Int) throws {
        guard let quantisation = QuantisationParameters(steps: steps) else {
            preconditionFailure("steps are finite and positive")
        }
        self.steps = steps
        decoder = try LatentDecoder(
            quantisation: quantisation, elementsPerChannel: elementsPerChannel)
        encoders = try [Effort.fast, .small].map { effort in
            try LatentEncoder(
                quantisation: quantisation, elementsPerChannel: elementsPerChannel, effort: effort)
        }
        latent = Array(repeating: 0, count: steps.count * elementsPerChannel)
    }

    /// The slot as it is before a predicted latent: a ramp, so that signs and sizes differ.
    mutating func fill(_ multiplier: UInt16) {
        for index in latent.indices {
            let step = steps[index * steps.count / latent.count] * (Float(multiplier) / 256)
            latent[index] = Float(index % 23 - 11) * step * 0.8
        }
    }
    mutating func update(_ bytes: [UInt8], _ multiplier: UInt16) throws(LatentCodecError) {
        var lent: [Float] = []
        swap(&lent, &latent)
        defer { swap(&lent, &latent) }
        var span = lent.mutableSpan
        try decoder.update(&span, by: bytes.span, codec: 1, multiplier: multiplier)
    }
    /// The keyframe of a chain, into the slot.
    mutating func begin(_ bytes: [UInt8], _ multiplier: UInt16) throws(LatentCodecError) {
        var lent: [Float] = []
        swap(&lent, &latent)
        defer { swap(&lent, &latent) }
        var span = lent.mutableSpan
        try decoder.decode(bytes.span, codec: 1, multiplier: multiplier, into: &span)
    }
    /// Whether every element is what some integer says.
    func isSound(_ multiplier: UInt16) -> Bool {
        latent.indices.allSatisfy { index in
            let step = steps[index * steps.count / latent.count] * (Float(multiplier) / 256)
            return abs(latent[index]) <= 127 * step
        }
    }
    /// A latent near the slot comes back from both encoders as they decoded it themselves,
    /// predicted from the slot.
    mutating func continues(_ multiplier: UInt16) -> Bool {
        let reference = latent
        let next = reference.indices.map { index in
            let step = steps[index * steps.count / reference.count] * (Float(multiplier) / 256)
            return reference[index] + Float(index % 5 - 2) * step * 0.6
        }
        for index in encoders.indices {
            var bytes: [UInt8] = []
            var expected = reference
            guard
                (try? encoders[index].encode(
                    next.span, reference: reference.span, multiplier: multiplier,
                    appendingTo: &bytes)) != nil
            else { return false }
            encoders[index].takeDecoded(&expected)
            latent = reference
            guard (try? update(bytes, multiplier)) != nil, latent == expected else { return false }
        }
        return true
    }
    /// What was decoded from a latent that stands alone comes back from both encoders.
    mutating func comesBack(_ multiplier: UInt16) -> Bool {
        let expected = latent
        for index in encoders.indices {
            guard let bytes = try? encoders[index].encode(expected, multiplier: multiplier),
                let decoded = try? decoder.decode(bytes, codec: 1, multiplier: multiplier),
                decoded == expected, bytes.count <= expected.count + 1
            else { return false }
        }
        return true
    }
}

nonisolated(unsafe) private var benches: [Bench] = {
    do {
        return [
            try Bench(steps: [0.5, 1, 0.25], elementsPerChannel: 24),
            try Bench(steps: [1], elementsPerChannel: 1),
            try Bench(steps: Array(repeating: 0.1, count: 16), elementsPerChannel: 72),
            try Bench(steps: [1, 2, 3, 4, 5], elementsPerChannel: 2),
        ]
    } catch {
        preconditionFailure("\(error)")
    }
}()

/// Compressed latents. The low half of byte 0 chooses the shape, byte 1 the multiplier; the rest is
/// a latent. With a high half of 1 to 8 the rest is a chain of as many links behind a keyframe:
/// each but the last has its byte count in front, two bytes, the lower one first.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let multiplier = UInt16(start[1]) &* 8 &+ 64
    let bench = Int(start[0] & 15) % benches.count
    let linkCount = min(Int(start[0] >> 4), Limits.chainDepth)
    do throws(LatentCodecError) {
        if linkCount > 0 {
            try fuzzChain(bytes, linkCount, multiplier, &benches[bench])
        } else {
            try fuzzLatent(bytes, multiplier, &benches[bench])
        }
    } catch {
        precondition(!error.description.isEmpty, "an error says what is wrong")
    }
    return 0
}

private func fuzzLatent(
    _ bytes: [UInt8], _ multiplier: UInt16, _ bench: inout Bench
) throws(LatentCodecError) {
    bench.fill(multiplier)
    try bench.update(bytes, multiplier)
    precondition(bench.isSound(multiplier), "an element is outside the clamp")
    guard !LatentDecoder.isPredicted(firstByte: bytes[0]) else { return }
    precondition(bench.comesBack(multiplier), "a latent did not come back")
}

/// All links in one slot, each at a multiplier of its own, as a worker does; what the chain came to
/// is a reference, from which an encoder's next latent is read by the same decoder.
private func fuzzChain(
    _ bytes: [UInt8], _ linkCount: Int, _ multiplier: UInt16, _ bench: inout Bench
) throws(LatentCodecError) {
    var rest = bytes[...]
    func part(isLast: Bool) -> [UInt8] {
        guard !isLast, rest.count > 2 else { return Array(rest) }
        let count = Int(rest.removeFirst()) | Int(rest.removeFirst()) << 8
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
    try bench.begin(part(isLast: false), multiplier)
    precondition(bench.isSound(multiplier), "an element of a keyframe is outside the clamp")
    var last = multiplier
    for link in 1...linkCount {
        last = multiplier &+ UInt16(link * 24)
        try bench.update(part(isLast: link == linkCount), last)
        precondition(bench.isSound(last), "an element of a link is outside the clamp")
    }
    precondition(bench.continues(last), "what follows a chain did not come back")
}
