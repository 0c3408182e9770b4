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

    @Test(arguments: ["zeros", "sparse-and-dense", "noise", "repeating"])
    func `golden latents decode to their integers`(name: String) throws {
        let integers = Self.integers(name)
        let latent = integers.enumerated().map { index, integer in
            Float(integer) * Self.stepValues[index / Self.elementsPerChannel] * 1.25
        }
        let quantisation = steps(Self.stepValues)
        let encoded = try encode(latent, quantisation, Self.elementsPerChannel, 320)
        let stem = Self.directory.appending(path: name)
        let binary = stem.appendingPathExtension("bin")
        let text = stem.appendingPathExtension("json")
        if ProcessInfo.processInfo.environment["TOMBOLO_WRITE_VECTORS"] == "1" {
            try FileManager.default.createDirectory(
                at: Self.directory, withIntermediateDirectories: true)
            try Data(encoded).write(to: binary)
            try Data(Self.json(name, integers).utf8).write(to: text)
        }
        let bytes = Array(try Data(contentsOf: binary))
        let meaning = String(decoding: try Data(contentsOf: text), as: UTF8.self)
        #expect(meaning == Self.json(name, integers))
        #expect(try decode(bytes, quantisation, Self.elementsPerChannel, 320) == latent)
        // Another LZ4 may find another block; what is not in a block has one spelling.
        if encoded[0] & LatentLayout.compressed == 0 { #expect(bytes == encoded) }
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
