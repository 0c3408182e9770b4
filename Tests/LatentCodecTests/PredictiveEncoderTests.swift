import Testing

@testable import LatentCodec

@Suite struct PredictiveEncoderTests {
    private let latent = (0..<24).map { Float($0 % 7) - 3 }

    @Test func `a latent is predicted from a capture that is remembered, and else alone`() throws {
        var encoder = try encoder()
        #expect(try !isPredicted(&encoder, 41, nil))
        #expect(try isPredicted(&encoder, 42, 41))
        #expect(try isPredicted(&encoder, 43, 41))
        // Nobody encoded that one.
        #expect(try !isPredicted(&encoder, 44, 7))
    }
    @Test func `as many are remembered as may be outstanding`() throws {
        var encoder = try encoder()
        #expect(try !isPredicted(&encoder, 1, nil))
        for capture in 2...UInt64(Limits.outstandingLatents) + 1 {
            #expect(try isPredicted(&encoder, capture, 1), "\(capture)")
        }
        #expect(try isPredicted(&encoder, 18, 1))
        #expect(try !isPredicted(&encoder, 19, 1))
        #expect(try isPredicted(&encoder, 20, 18))
    }
    @Test func `a capture that is encoded again is remembered as it was last`() throws {
        var encoder = try encoder()
        #expect(try !isPredicted(&encoder, 1, nil))
        let moved = latent.map { $0 * 1.3 + 0.1 }
        var (unsent, sent, next): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        #expect(
            try encoder.encode(
                moved.span, capture: 2, reference: 1, multiplier: 256, appendingTo: &unsent))
        #expect(
            try !encoder.encode(
                moved.span, capture: 2, reference: nil, multiplier: 256, appendingTo: &sent))
        let later = moved.map { $0 + 0.4 }
        #expect(
            try encoder.encode(
                later.span, capture: 3, reference: 2, multiplier: 256, appendingTo: &next))
        // The receiver has what was sent alone, and gets what the device thinks it gets.
        var decoder = try LatentDecoder(quantisation: steps([0.5, 0.25]), elementsPerChannel: 12)
        var received = try decoder.decode(sent, codec: 1, multiplier: 256)
        var span = received.mutableSpan
        try decoder.update(&span, by: next.span, codec: 1, multiplier: 256)
        for (index, element) in received.enumerated() {
            #expect(abs(element - later[index]) <= 0.71 * (index < 12 ? 0.5 : 0.25))
        }
    }
    @Test func `a latent that does not encode leaves everything as it was`() throws {
        var encoder = try encoder()
        #expect(try !isPredicted(&encoder, 1, nil))
        var untouched = encoder
        var (bytes, expected): ([UInt8], [UInt8]) = ([], [])
        let broken = [Float](repeating: .nan, count: 24)
        #expect(throws: LatentCodecError.notFinite(index: 0)) {
            _ = try encoder.encode(
                broken.span, capture: 2, reference: 1, multiplier: 256, appendingTo: &bytes)
        }
        #expect(throws: LatentCodecError.zeroMultiplier) {
            _ = try encoder.encode(
                latent.span, capture: 2, reference: 1, multiplier: 0, appendingTo: &bytes)
        }
        #expect(bytes.isEmpty)
        let moved = latent.map { $0 * 1.2 }
        #expect(
            try encoder.encode(
                moved.span, capture: 2, reference: 1, multiplier: 256, appendingTo: &bytes)
                == untouched.encode(
                    moved.span, capture: 2, reference: 1, multiplier: 256, appendingTo: &expected))
        #expect(bytes == expected)
    }
    @Test func `a scene that changes at once is sent as a keyframe`() throws {
        var encoder = try encoder()
        #expect(try !isPredicted(&encoder, 1, nil))
        let other = latent.map { -2 * $0 }
        var bytes: [UInt8] = []
        let isPredicted = try encoder.encode(
            other.span, capture: 2, reference: 1, multiplier: 256, appendingTo: &bytes)
        #expect(!isPredicted)
        #expect(!LatentDecoder.isPredicted(firstByte: bytes[0]))
    }

    private func encoder() throws -> PredictiveEncoder {
        try PredictiveEncoder(
            quantisation: steps([0.5, 0.25]), elementsPerChannel: 12, effort: .small)
    }
    private func isPredicted(
        _ encoder: inout PredictiveEncoder, _ capture: UInt64, _ reference: UInt64?
    ) throws -> Bool {
        var bytes: [UInt8] = []
        return try encoder.encode(
            latent.span, capture: capture, reference: reference, multiplier: 256,
            appendingTo: &bytes)
    }
}
