import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// Latents as steps from a reference, in a closed loop.
@Suite struct PredictionTests {
    private static let quantisation = steps(Array(repeating: 0.5, count: 16))
    private static let elementsPerChannel = 72

    /// What a scene yields from frame to frame: most of an element stays.
    private struct Scene {
        var latent: [Float]
        mutating func advance(_ random: inout RandomStream) {
            for index in latent.indices {
                latent[index] =
                    latent[index] * 0.9 + Float(random.normal(mean: 0, deviation: 0.35))
            }
        }
    }

    @Test(arguments: [Effort.fast, .small])
    func `both sides decode the same at any multiplier, without drift`(effort: Effort) throws {
        let seed = Seed(31)
        print("seed \(seed.value)")
        var random = seed.stream("closed loop")
        var scene = Scene(latent: Array(repeating: 0, count: 1_152))
        for _ in 0..<30 { scene.advance(&random) }
        var encoder = try encoder(effort)
        var decoder = try decoder()
        var there = [Float](repeating: 0, count: 1_152)
        var here = there
        var predictedCount = 0
        for frame in 0..<60 {
            let multiplier = UInt16(random.integer(in: 160..<640))
            var bytes: [UInt8] = []
            let isPredicted = try encoder.encode(
                scene.latent.span, reference: here.span, multiplier: multiplier,
                appendingTo: &bytes)
            predictedCount += isPredicted ? 1 : 0
            #expect(LatentDecoder.isPredicted(firstByte: bytes[0]) == isPredicted)
            #expect(bytes.count <= 1_153)
            encoder.takeDecoded(&here)
            var span = there.mutableSpan
            try decoder.update(&span, by: bytes.span, codec: 1, multiplier: multiplier)
            #expect(there == here, "frame \(frame)")
            let step = 0.5 * Float(multiplier) / 256
            let bound = step * (0.501 + Quantiser.deadZone)
            let isClose = zip(scene.latent, here).allSatisfy { abs($0 - $1) <= bound }
            #expect(isClose, "frame \(frame)")
            scene.advance(&random)
        }
        #expect(predictedCount > 50)
    }

    @Test func `prediction pays, and a latent that it does not pay for goes alone`() throws {
        var random = Seed(32).stream("pays")
        var scene = Scene(latent: Array(repeating: 0, count: 1_152))
        for _ in 0..<30 { scene.advance(&random) }
        var encoder = try encoder(.small)
        var (reference, alone, predicted): ([Float], [UInt8], [UInt8]) = (scene.latent, [], [])
        scene.advance(&random)
        try encoder.encode(scene.latent.span, multiplier: 256, appendingTo: &alone)
        #expect(
            try encoder.encode(
                scene.latent.span, reference: reference.span, multiplier: 256,
                appendingTo: &predicted))
        #expect(predicted.count * 10 < alone.count * 9)
        // Another scene altogether.
        for index in reference.indices { reference[index] = -3 * reference[index] }
        var other: [UInt8] = []
        #expect(
            try !encoder.encode(
                scene.latent.span, reference: reference.span, multiplier: 256,
                appendingTo: &other))
        #expect(other == alone)
    }

    @Test func `a reference is checked like a latent`() throws {
        var encoder = try encoder(.small)
        let latent = [Float](repeating: 1, count: 1_152)
        var bytes: [UInt8] = [7]
        for (reference, error) in [
            (
                Array(repeating: Float(0), count: 1_151),
                LatentCodecError.wrongElementCount(expected: 1_152, found: 1_151)
            ),
            (Array(repeating: Float.nan, count: 1_152), .notFinite(index: 0)),
        ] {
            #expect(throws: error) {
                _ = try encoder.encode(
                    latent.span, reference: reference.span, multiplier: 256, appendingTo: &bytes)
            }
            #expect(bytes == [7])
        }
        // The slot of a decoder was not decoded before.
        var decoder = try decoder()
        var slot = [Float](repeating: .infinity, count: 1_152)
        do throws(LatentCodecError) {
            var span = slot.mutableSpan
            let predicted: [UInt8] = [0x43]
            try decoder.update(&span, by: predicted.span, codec: 1, multiplier: 256)
            Issue.record("a reference that is not finite was taken")
        } catch {
            #expect(error == .notFinite(index: 0))
        }
    }

    @Test func `an error of one latent does not show in the next`() throws {
        var random = Seed(33).stream("errors")
        var scene = Scene(latent: Array(repeating: 0, count: 1_152))
        for _ in 0..<30 { scene.advance(&random) }
        var encoder = try encoder(.small)
        var decoder = try decoder()
        let reference = scene.latent
        scene.advance(&random)
        var bytes: [UInt8] = []
        _ = try encoder.encode(
            scene.latent.span, reference: reference.span, multiplier: 256, appendingTo: &bytes)
        func decoded(_ bytes: [UInt8]) -> [Float]? {
            var slot = reference
            var span = slot.mutableSpan
            do throws(LatentCodecError) {
                try decoder.update(&span, by: bytes.span, codec: 1, multiplier: 256)
            } catch { return nil }
            return slot
        }
        let sound = decoded(bytes)
        #expect(sound != nil)
        for _ in 0..<200 {
            var damaged = bytes
            damaged[random.integer(in: 0..<damaged.count)] ^= 1 << UInt8(random.integer(in: 0..<8))
            if let latent = decoded(damaged) { #expect(latent.allSatisfy { abs($0) <= 63.5 }) }
            #expect(decoded(bytes) == sound)
        }
    }

    @Test func `the largest numbers stay finite and clamped`() throws {
        let wide = steps([1e36])
        var encoder = try LatentEncoder(quantisation: wide, elementsPerChannel: 4, effort: .small)
        var decoder = try LatentDecoder(quantisation: wide, elementsPerChannel: 4)
        var slot: [Float] = [1.27e38, -1.27e38, 1.27e38, 0]
        let latent: [Float] = [.greatestFiniteMagnitude, -3e38, 1e38, 0]
        var bytes: [UInt8] = []
        #expect(
            try encoder.encode(
                latent.span, reference: slot.span, multiplier: 256, appendingTo: &bytes))
        var span = slot.mutableSpan
        try decoder.update(&span, by: bytes.span, codec: 1, multiplier: 256)
        #expect(slot.allSatisfy { abs($0) <= 1.28e38 })
        // Every step upwards: infinite before the clamp.
        var planes: [UInt8] = [0x41, 127, 127, 127, 127]
        slot = [1.27e38, 1.27e38, 1.27e38, 3e38]
        span = slot.mutableSpan
        try decoder.update(&span, by: planes.span, codec: 1, multiplier: 512)
        #expect(slot.allSatisfy { $0 == 127 * 2e36 })
        planes[0] = 0x40
        span = slot.mutableSpan
        do throws(LatentCodecError) {
            try decoder.update(&span, by: planes.span, codec: 1, multiplier: 256)
            Issue.record("layout 0 was taken")
        } catch {
            #expect(error == .unknownLayout(0x40))
        }
    }

    private func encoder(_ effort: Effort) throws -> LatentEncoder {
        try LatentEncoder(
            quantisation: Self.quantisation, elementsPerChannel: Self.elementsPerChannel,
            effort: effort)
    }
    private func decoder() throws -> LatentDecoder {
        try LatentDecoder(
            quantisation: Self.quantisation, elementsPerChannel: Self.elementsPerChannel)
    }
}
