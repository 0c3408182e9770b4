import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// The vector loops beside the arithmetic they stand for.
@Suite struct QuantiserTests {
    @Test func `the loops round as plain arithmetic does`() throws {
        let seed = Seed(21)
        print("seed \(seed.value)")
        var random = seed.stream("rounding")
        var latent: [Float] = [
            0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.499_999_97, -0.499_999_97, 126.5, -126.5, 127.4,
            1e30, -1e30, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 126.499_99,
        ]
        for _ in 0..<4_000 { latent.append(Float(random.normal(mean: 0, deviation: 30))) }
        // Halves, quarters and their neighbours, where a shortcut would go wrong.
        for index in -600..<600 {
            let edge = Float(index) / 4
            latent += [edge, edge.nextUp, edge.nextDown]
        }
        let step: Float = 0.37
        for (scale, multiplier) in [(Float(1), UInt16(256)), (step * 1.25, 320)] {
            let quantiser = try Quantiser(
                parameters: steps([multiplier == 256 ? 1 : step]),
                elementsPerChannel: latent.count)
            var integers: [Int8] = []
            try quantiser.quantise(latent.span, multiplier: multiplier, into: &integers)
            let plain = latent.map { Int8(min(max(($0 / scale).rounded(), -127), 127)) }
            #expect(integers == plain)
            var back = [Float](repeating: 9, count: latent.count)
            var span = back.mutableSpan
            try quantiser.dequantise(integers.span, multiplier: multiplier, into: &span)
            #expect(back == plain.map { Float($0) * scale })
        }
    }

    @Test func `differences leave out what is within the dead zone`() throws {
        let seed = Seed(22)
        print("seed \(seed.value)")
        var random = seed.stream("differences")
        let count = 3_000
        let reference = (0..<count).map { _ in Float(random.normal(mean: 0, deviation: 20)) }
        let latent = reference.map { $0 + Float(random.normal(mean: 0, deviation: 3)) }
        let scale: Float = 0.5 * 0.75
        let quantiser = try Quantiser(parameters: steps([0.5]), elementsPerChannel: count)
        var integers: [Int8] = []
        let fits = try quantiser.quantise(
            latent.span, reference: reference.span, multiplier: 192, into: &integers)
        #expect(fits)
        let plain = zip(latent, reference).map { element, reference in
            let clamped = min(max(element, -127 * scale), 127 * scale)
            let difference = (clamped - reference) / scale
            let magnitude = abs(difference)
            let whole = magnitude.rounded(.down)
            let rounded = whole + (magnitude - whole >= 0.5 + Quantiser.deadZone ? 1 : 0)
            return Int8(difference < 0 ? -rounded : rounded)
        }
        #expect(integers == plain)
        #expect(plain.contains(0) && plain.contains { $0 > 9 } && plain.contains { $0 < -9 })
        var updated = reference
        var span = updated.mutableSpan
        try quantiser.update(&span, by: integers.span, multiplier: 192)
        let expected = zip(reference, plain).map { reference, integer in
            min(max(reference + Float(integer) * scale, -127 * scale), 127 * scale)
        }
        #expect(updated == expected)
    }

    @Test func `a difference beyond 127 steps does not fit`() throws {
        let quantiser = try Quantiser(parameters: steps([1, 1]), elementsPerChannel: 2)
        var integers: [Int8] = []
        func fits(_ latent: [Float], _ reference: [Float]) throws -> Bool {
            try quantiser.quantise(
                latent.span, reference: reference.span, multiplier: 256, into: &integers)
        }
        #expect(try fits([127, 0, 0, -127], [0, 0, 0, 0]))
        #expect(try !fits([100, 0, 0, 0], [-100, 0, 0, 0]))
        #expect(try !fits([0, 0, 0, 0], [0, 0, 0, 3e38]))
        // What is clamped anyway fits: 127 is the most either can say.
        #expect(try fits([1e30, 0, 0, -1e30], [3, 0, 0, -3]))
        #expect(integers == [124, 0, 0, -124])
    }
}
