import Foundation
import LatentCodec
import Tensors
import Wire

/// The golden vectors in a folder, read by this program.
struct VectorCheck {
    /// The folder that holds `valid`, `invalid`, `evolution` and `latent`.
    let folder: String

    /// What a vector's `.json` says, as far as it is compared here.
    private struct Meaning: Decodable {
        var message: String?
        var epoch: UInt64?
        var sequence: UInt64?
        var payloadByteCount: Int?
        var error: String?
        var codec: UInt8?
        var multiplier: UInt16?
        var steps: [Float]?
        var elementsPerChannel: Int?
        var integers: [Int]?
        /// Of a predicted latent: what it is predicted from, and what it decodes to.
        var reference: [Float]?
        var latent: [Float]?
    }

    /// A result for each vector, in the order of their names.
    func results() throws(ControlInputError) -> [VectorResult] {
        var results: [VectorResult] = []
        for kind in ["valid", "invalid", "evolution", "latent"] {
            for path in try ControlInput.files(in: [folder + "/" + kind]) {
                let bytes = try ControlInput.file(path)
                let stem = String(path.dropLast(".bin".count))
                let name = kind + "/" + URL(fileURLWithPath: stem).lastPathComponent
                let text = try ControlInput.file(stem + ".json")
                let difference =
                    (try? JSONDecoder().decode(Meaning.self, from: Data(text)))
                    .map { Self.difference(kind, bytes, $0) } ?? "its .json cannot be read"
                results.append(
                    VectorResult(name: name, byteCount: bytes.count, difference: difference))
            }
        }
        return results
    }

    private static func difference(
        _ kind: String, _ bytes: [UInt8], _ meaning: Meaning
    ) -> String? {
        switch kind {
        case "valid": valid(bytes, meaning)
        case "invalid": invalid(bytes, meaning)
        case "evolution": evolution(bytes, meaning)
        default: latent(bytes, meaning)
        }
    }
    private static func valid(_ bytes: [UInt8], _ meaning: Meaning) -> String? {
        read(bytes, meaning) { frame in
            let again = FrameEncoder.encode(
                frame.envelope, payloadByteCount: frame.payloadByteCount)
            return again == bytes ? nil : "is written otherwise"
        }
    }
    /// What a later version wrote is refused, or read without what this one does not know.
    private static func evolution(_ bytes: [UInt8], _ meaning: Meaning) -> String? {
        meaning.error == nil ? read(bytes, meaning) { _ in nil } : invalid(bytes, meaning)
    }
    private static func read(
        _ bytes: [UInt8], _ meaning: Meaning, further: (DecodedFrame) -> String?
    ) -> String? {
        let frame: DecodedFrame
        do throws(DecodeError) {
            frame = try FrameDecoder.decode(bytes)
        } catch {
            return "is refused: \(error)"
        }
        let envelope = frame.envelope
        guard "\(envelope.message.kind)" == meaning.message, envelope.epoch == meaning.epoch,
            envelope.sequence == meaning.sequence,
            frame.payloadByteCount == meaning.payloadByteCount
        else { return "means something else" }
        return further(frame)
    }
    private static func invalid(_ bytes: [UInt8], _ meaning: Meaning) -> String? {
        let found = FrameSummary(bytes).refusal?.name
        guard let found else { return "is taken" }
        return found == meaning.error ? nil : "is refused as \(found)"
    }
    private static func latent(_ bytes: [UInt8], _ meaning: Meaning) -> String? {
        guard let codec = meaning.codec, let multiplier = meaning.multiplier,
            let steps = meaning.steps, let elementsPerChannel = meaning.elementsPerChannel,
            let quantisation = QuantisationParameters(steps: steps),
            var decoder = try? LatentDecoder(
                quantisation: quantisation, elementsPerChannel: elementsPerChannel)
        else { return "its .json says too little" }
        var scaled: [Float]?
        if let integers = meaning.integers, integers.count == decoder.elementCount {
            scaled = integers.enumerated().map { index, integer in
                Float(integer) * (steps[index / elementsPerChannel] * Float(multiplier) / 256)
            }
        }
        var found = meaning.reference ?? [Float](repeating: 0, count: decoder.elementCount)
        guard let expected = meaning.latent ?? scaled, expected.count == decoder.elementCount,
            found.count == decoder.elementCount
        else { return "its .json says too little" }
        do throws(LatentCodecError) {
            var slot = found.mutableSpan
            if meaning.reference == nil {
                try decoder.decode(bytes.span, codec: codec, multiplier: multiplier, into: &slot)
            } else {
                try decoder.update(&slot, by: bytes.span, codec: codec, multiplier: multiplier)
            }
        } catch {
            return "is refused: \(error)"
        }
        return found == expected ? nil : "decodes to another latent"
    }
}
