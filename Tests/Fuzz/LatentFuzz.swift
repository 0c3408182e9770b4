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
    /// Whether every element is what some integer says.
    func isSound(_ multiplier: UInt16) -> Bool {
        latent.indices.allSatisfy { index in
            let step = steps[index * steps.count / latent.count] * (Float(multiplier) / 256)
            return abs(latent[index]) <= 127 * step
        }
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

/// Compressed latents. Byte 0 chooses the shape, byte 1 the multiplier; the rest is the latent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let multiplier = UInt16(start[1]) &* 8 &+ 64
    let bench = Int(start[0]) % benches.count
    benches[bench].fill(multiplier)
    do throws(LatentCodecError) {
        try benches[bench].update(bytes, multiplier)
    } catch {
        precondition(!error.description.isEmpty, "an error says what is wrong")
        return 0
    }
    precondition(benches[bench].isSound(multiplier), "an element is outside the clamp")
    guard !LatentDecoder.isPredicted(firstByte: bytes[0]) else { return 0 }
    precondition(benches[bench].comesBack(multiplier), "a latent did not come back")
    return 0
}
