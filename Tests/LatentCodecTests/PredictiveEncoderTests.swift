import Testing

@testable import LatentCodec

@Suite struct PredictiveEncoderTests {
    private let latent = (0..<24).map { Float($0 % 7) - 3 }

    @Test func `a new session begins with a keyframe and numbers of its own`() throws {
        var encoder = try encoder()
        #expect(try kind(&encoder, 41) == .keyframe)
        encoder.held(41)
        #expect(try kind(&encoder, 42) == .predicted(reference: 41))
        encoder.reset()
        #expect(try kind(&encoder, 1) == .keyframe)
        // An answer of the session before, which names a number that is not out yet.
        encoder.held(42)
        #expect(try kind(&encoder, 2) == .keyframe)
    }
    @Test func `a latent that does not encode leaves everything as it was`() throws {
        var encoder = try encoder()
        #expect(try kind(&encoder, 1) == .keyframe)
        encoder.held(1)
        var untouched = encoder
        var (bytes, expected): ([UInt8], [UInt8]) = ([], [])
        let broken = [Float](repeating: .nan, count: 24)
        #expect(throws: LatentCodecError.notFinite(index: 0)) {
            _ = try encoder.encode(
                broken.span, sequence: 2, multiplier: 256, appendingTo: &bytes)
        }
        #expect(throws: LatentCodecError.zeroMultiplier) {
            _ = try encoder.encode(latent.span, sequence: 2, multiplier: 0, appendingTo: &bytes)
        }
        #expect(bytes.isEmpty)
        let moved = latent.map { $0 * 1.2 }
        #expect(
            try encoder.encode(moved.span, sequence: 2, multiplier: 256, appendingTo: &bytes)
                == untouched.encode(
                    moved.span, sequence: 2, multiplier: 256, appendingTo: &expected))
        #expect(bytes == expected)
    }
    @Test func `a scene that changes at once is sent as a keyframe`() throws {
        var encoder = try encoder()
        #expect(try kind(&encoder, 1) == .keyframe)
        encoder.held(1)
        let other = latent.map { -2 * $0 }
        var bytes: [UInt8] = []
        let kind = try encoder.encode(
            other.span, sequence: 2, multiplier: 256, appendingTo: &bytes)
        #expect(kind == .keyframe)
        #expect(!LatentDecoder.isPredicted(firstByte: bytes[0]))
    }

    private func encoder() throws -> PredictiveEncoder {
        try PredictiveEncoder(
            quantisation: steps([0.5, 0.25]), elementsPerChannel: 12, effort: .small)
    }
    private func kind(_ encoder: inout PredictiveEncoder, _ sequence: UInt64) throws -> LatentKind {
        var bytes: [UInt8] = []
        return try encoder.encode(
            latent.span, sequence: sequence, multiplier: 256, appendingTo: &bytes)
    }
}
