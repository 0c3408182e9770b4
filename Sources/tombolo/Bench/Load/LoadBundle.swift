import Foundation
import ModelBundle
import Randomness
import Runtime
import Wire

/// A bundle of the shape a fleet needs: latents of any size, plans of the driving bundle's. No
/// network is in it, since its worker's backend takes its time by the clock.
struct LoadBundle {
    /// The state's four numbers.
    static let stateByteCount = 16
    /// A plan's: twenty steps of five channels and three beliefs, 412 bytes.
    static let planByteCount = 412

    /// Elements of a latent whose payload part has `byteCount` bytes: one byte each, since chance
    /// bytes do not compress, behind the state and the codec's first byte. Of large ones a multiple
    /// of 64, up to 63 less: a bundle has no more than 4,096 channels.
    static func elementCount(byteCount: Int) -> Int {
        let count = byteCount - stateByteCount - 1
        return count <= BundleLimits.latentChannels ? count : count / 64 * 64
    }
    /// A state of zeros and a latent of chance bytes in the codec's plainest layout.
    static func payload(byteCount: Int, _ seed: Seed) -> [UInt8] {
        var random = seed.stream("latent")
        var bytes = [UInt8](repeating: 0, count: stateByteCount)
        bytes.append(1)
        // -128 is no step of the quantiser.
        let end = bytes.count + elementCount(byteCount: byteCount)
        while bytes.count < end { bytes.append(UInt8(random.integer(in: 129..<384) & 0xFF)) }
        return bytes
    }

    /// Writes the bundle for latents of `byteCount` bytes into `folder` and reads it back.
    static func make(in folder: URL, latentBytes byteCount: Int) throws -> ModelBundle {
        let model = Data("a network that takes its time by the clock\n".utf8)
        var files: [String: Any] = [:]
        for role in ["head", "local", "backbone"] {
            try model.write(to: folder.appendingPathComponent("\(role).onnx"))
            files[role] = [
                "path": "\(role).onnx", "sha256": modelDigest, "bytes": model.count,
            ]
        }
        let manifest = manifest(files, shape(of: elementCount(byteCount: byteCount)))
        try JSONSerialization.data(withJSONObject: manifest, options: [.sortedKeys])
            .write(to: folder.appendingPathComponent("bundle.json"))
        return try ModelBundle(directory: folder.path)
    }
    /// SHA-256 of the text above.
    private static let modelDigest =
        "a26d43ce24539ffa023db6a9e04e5834f49915f24221310cd9b1eeb2e205a6c8"

    /// Channels, rows and columns of so many elements, none longer than a bundle allows.
    private static func shape(of count: Int) -> [Int] {
        for columns in stride(from: BundleLimits.latentExtent, to: 0, by: -1)
        where count % columns == 0 && count / columns <= BundleLimits.latentChannels {
            return [count / columns, 1, columns]
        }
        return [count, 1, 1]
    }
    private static func manifest(_ files: [String: Any], _ shape: [Int]) -> [String: Any] {
        func tensor(_ name: String, _ type: String, _ shape: [Int], _ layout: String) -> Any {
            ["name": name, "type": type, "shape": shape, "layout": layout] as [String: Any]
        }
        let latent = tensor("latent", "float32", [1] + shape, "NCHW")
        let policy: [String: Any] = [
            "inputs": [latent, tensor("state", "float32", [1, 4], "NC")],
            "outputs": [
                tensor("plan", "float32", [1, 20, 5], "NTC"),
                tensor("belief", "float32", [1, 3], "NC"),
            ],
        ]
        let units = (0..<5).map { ["name": "channel \($0)", "unit": "1"] }
        let channels = units.map { unit -> [String: Any] in
            var channel: [String: Any] = unit
            channel["minimum"] = -1
            channel["maximum"] = 1
            channel["maximumRatePerSecond"] = 1
            return channel
        }
        let head: [String: Any] = [
            "inputs": [tensor("image", "uint8", [1, 2, 2, 3], "NHWC")], "outputs": [latent],
        ]
        let rate: [String: Any] = [
            "multiplier": 256, "keyframeBytes": 1, "predictedBytes": 1, "planShift": 0,
            "errorGrowth": 0,
        ]
        return [
            "format": 1, "name": "fleet", "version": 1, "files": files,
            "camera": ["width": 2, "height": 2, "channels": 3, "rateHertz": 10],
            "state": Array(units.prefix(4)),
            "tensors": [
                "head": head, "local": policy,
                "backbone": policy.merging(["batch": "dynamic"]) { $1 },
            ],
            "latent": [
                "channels": shape[0], "height": shape[1], "width": shape[2],
                "steps": [Double](repeating: 0.5, count: shape[0]), "rates": [rate],
            ] as [String: Any],
            "plan": [
                "stepMilliseconds": 100, "firstStepMilliseconds": 100, "stepCount": 20,
                "channels": channels, "beliefs": Array(units.prefix(3)),
            ] as [String: Any],
            "cost": [
                "headMultiplyAccumulates": 1, "localMultiplyAccumulates": 1,
                "backboneMultiplyAccumulates": 1,
            ],
        ]
    }
}
