import Foundation
import Randomness
import Tensors
import Testing

@testable import LatentCodec

/// The golden latents that `Protocol/SPEC.md` shares with other implementations: 3 channels of 24
/// elements. With `TOMBOLO_WRITE_VECTORS=1` in the environment the test writes the files first.
@Suite struct LatentVectorTests {
    private static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Protocol/vectors/latent")
    private static let stepValues: [Float] = [0.5, 1, 0.25]
    private static let elementsPerChannel = 24
    private static let quantisation = steps(stepValues)

    @Test(arguments: ["zeros", "sparse-and-dense", "noise", "repeating"])
    func `golden latents decode to their integers`(name: String) throws {
        let integers = Self.integers(name)
        let encoded = try encode(
            Self.latent(integers), Self.quantisation, Self.elementsPerChannel, 320, .fast)
        try check(name, integers, encoded)
    }
    @Test(arguments: ["zeros", "sparse-and-dense"])
    func `golden adaptive latents decode to their integers`(name: String) throws {
        // The layout itself: an encoder takes it only where it is the shortest.
        var adaptive = AdaptiveEncoder(elementsPerChannel: Self.elementsPerChannel)
        let integers = Self.integers(name)
        var encoded: [UInt8] = []
        adaptive.encode(
            integers.map { Int8($0) }, reference: Array(repeating: 0, count: integers.count),
            isPredicted: false, into: &encoded)
        try check("adaptive-\(name)", integers, [LatentLayout.adaptive.rawValue] + encoded)
    }

    @Test(arguments: ["predicted-golomb", "predicted-adaptive"])
    func `golden predicted latents decode to their elements`(name: String) throws {
        // The reference is off the grid of this latent's multiplier, as its own may have been.
        let reference = Self.integers("sparse-and-dense").enumerated().map { index, integer in
            Float(integer) * Self.stepValues[index / Self.elementsPerChannel] * 0.75
        }
        var random = Seed(13).stream("vectors")
        let latent = reference.map { $0 + Float(random.normal(mean: 0, deviation: 1)) }
        let (predicted, decoded) = try Self.predicted(latent, from: reference)
        let encoded = predicted[name == "predicted-golomb" ? 0 : 1]
        let bytes = try golden(
            name, encoded,
            """
            {
              "name": "\(name)",
              "codec": 1,
              "multiplier": 320,
              "steps": \(Self.stepValues),
              "elementsPerChannel": \(Self.elementsPerChannel),
              "reference": \(reference),
              "latent": \(decoded)
            }

            """)
        #expect(bytes == encoded)
        var decoder = try LatentDecoder(
            quantisation: Self.quantisation, elementsPerChannel: Self.elementsPerChannel)
        var slot = reference
        var span = slot.mutableSpan
        try decoder.update(&span, by: bytes.span, codec: 1, multiplier: 320)
        #expect(slot == decoded)
        #expect(throws: LatentCodecError.missingReference) {
            try decoder.decode(bytes, codec: 1, multiplier: 320)
        }
    }

    /// `latent` as steps from `reference` in both layouts, and as it is decoded.
    private static func predicted(
        _ latent: [Float], from reference: [Float]
    ) throws -> (bytes: [[UInt8]], decoded: [Float]) {
        let quantiser = try Quantiser(
            parameters: quantisation, elementsPerChannel: elementsPerChannel)
        var (differences, context): ([Int8], [Int8]) = ([], [])
        let fits = try quantiser.quantise(
            latent.span, reference: reference.span, multiplier: 320, into: &differences)
        #expect(fits)
        try quantiser.quantise(reference.span, multiplier: 320, into: &context)
        var (golomb, adaptive): ([UInt8], [UInt8]) = ([], [])
        var golombEncoder = GolombEncoder(channelCount: 3, elementsPerChannel: elementsPerChannel)
        #expect(golombEncoder.plan(differences) > 0)
        golombEncoder.write(differences, into: &golomb)
        var adaptiveEncoder = AdaptiveEncoder(elementsPerChannel: elementsPerChannel)
        adaptiveEncoder.encode(
            differences, reference: context, isPredicted: true, into: &adaptive)
        var decoded = reference
        var span = decoded.mutableSpan
        try quantiser.update(&span, by: differences.span, multiplier: 320)
        return ([[0x42] + golomb, [0x43] + adaptive], decoded)
    }
    private func check(_ name: String, _ integers: [Int], _ encoded: [UInt8]) throws {
        let bytes = try golden(name, encoded, Self.json(name, integers))
        #expect(
            try decode(bytes, Self.quantisation, Self.elementsPerChannel, 320)
                == Self.latent(integers))
        // Another LZ4 may find another block; what is not in a block has one spelling.
        if encoded[0] & LatentLayout.compressed == 0 { #expect(bytes == encoded) }
    }
    /// The bytes in the file of this name, whose meaning is as expected.
    private func golden(_ name: String, _ encoded: [UInt8], _ meaning: String) throws -> [UInt8] {
        let stem = Self.directory.appending(path: name)
        let binary = stem.appendingPathExtension("bin")
        let text = stem.appendingPathExtension("json")
        if ProcessInfo.processInfo.environment["TOMBOLO_WRITE_VECTORS"] == "1" {
            try FileManager.default.createDirectory(
                at: Self.directory, withIntermediateDirectories: true)
            try Data(encoded).write(to: binary)
            try Data(meaning.utf8).write(to: text)
        }
        let written = String(decoding: try Data(contentsOf: text), as: UTF8.self)
        #expect(written == meaning)
        return Array(try Data(contentsOf: binary))
    }
    private static func latent(_ integers: [Int]) -> [Float] {
        integers.enumerated().map { index, integer in
            Float(integer) * stepValues[index / elementsPerChannel] * 1.25
        }
    }
    private static func integers(_ name: String) -> [Int] {
        var random = Seed(12).stream("vectors")
        return (0..<3 * elementsPerChannel).map { index in
            let number = random.normal(mean: 0, deviation: 1)
            switch name {
            case "zeros": return 0
            // One channel with few numbers, one with many and a large one, one with none.
            case "sparse-and-dense":
                switch index / elementsPerChannel {
                case 0: return index.isMultiple(of: 9) ? index % 4 - 2 : 0
                case 1: return index == 30 ? -127 : Int(number * 4)
                default: return 0
                }
            case "noise": return Int(number * 60).clamped(to: 127)
            default: return [90, -41, 17, 101, -77, 3, 60, -9][index % 8]
            }
        }
    }
    private static func json(_ name: String, _ integers: [Int]) -> String {
        """
        {
          "name": "\(name)",
          "codec": 1,
          "multiplier": 320,
          "steps": \(stepValues),
          "elementsPerChannel": \(elementsPerChannel),
          "integers": \(integers)
        }

        """
    }
}

extension Int {
    fileprivate func clamped(to bound: Int) -> Int { Swift.min(Swift.max(self, -bound), bound) }
}
