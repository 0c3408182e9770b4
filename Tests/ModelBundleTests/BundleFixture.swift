import Crypto
import Foundation
import ModelBundle

/// A bundle in a folder of its own, made of the tiny test models; deleted with the fixture.
final class BundleFixture {
    let folder: URL
    /// The manifest as JSON; `write` puts it in the folder.
    var manifest: [String: Any] = [:]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tombolo-bundle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Resources/models")
        var files: [String: Any] = [:]
        for (role, source) in [("head", "scale"), ("local", "fixed"), ("backbone", "affine")] {
            let bytes = try Data(contentsOf: models.appendingPathComponent("\(source).onnx"))
            try bytes.write(to: folder.appendingPathComponent("\(role).onnx"))
            files[role] = [
                "path": "\(role).onnx", "sha256": Self.hexadecimal(bytes), "bytes": bytes.count,
            ]
        }
        manifest = Self.manifest(files: files)
        try write()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var manifestURL: URL { folder.appendingPathComponent("bundle.json") }

    /// The folder as the bundle reports it.
    var path: String { folder.resolvingSymlinksInPath().path }

    func write() throws {
        let options: JSONSerialization.WritingOptions = [.sortedKeys]
        try JSONSerialization.data(withJSONObject: manifest, options: options)
            .write(to: manifestURL)
    }

    /// Loads the bundle after setting `key` (`plan.channels[1].unit`) to `value`; nil removes it.
    func load(setting key: String, to value: Any?) throws -> ModelBundle {
        let keys = key.replacing("[", with: ".").replacing("]", with: "").split(separator: ".")
        manifest =
            Self.setting(keys.map(String.init)[...], to: value, in: manifest)
            as? [String: Any] ?? [:]
        try write()
        return try ModelBundle(directory: folder.path)
    }

    /// Describes `bytes`, written to the file of `role`, in the manifest.
    func replace(_ role: String, with bytes: Data) throws {
        try bytes.write(to: folder.appendingPathComponent("\(role).onnx"))
        let entry: [String: Any] = [
            "path": "\(role).onnx", "sha256": Self.hexadecimal(bytes), "bytes": bytes.count,
        ]
        _ = try load(setting: "files.\(role)", to: entry)
    }

    static func hexadecimal(_ bytes: Data) -> String {
        SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
    }

    private static func setting(
        _ keys: ArraySlice<String>, to value: Any?, in object: Any
    ) -> Any? {
        guard let key = keys.first else { return value }
        if var list = object as? [Any], let index = Int(key) {
            let inner = setting(keys.dropFirst(), to: value, in: list[index])
            if let inner { list[index] = inner } else { list.remove(at: index) }
            return list
        }
        var dictionary = object as? [String: Any] ?? [:]
        dictionary[key] = setting(keys.dropFirst(), to: value, in: dictionary[key] ?? [:])
        return dictionary
    }

    private static func manifest(files: [String: Any]) -> [String: Any] {
        func tensor(_ name: String, _ type: String, _ shape: [Int], _ layout: String) -> [String:
            Any]
        {
            ["name": name, "type": type, "shape": shape, "layout": layout]
        }
        func quantity(_ name: String, _ unit: String) -> [String: Any] {
            ["name": name, "unit": unit]
        }
        let latent = tensor("latent", "float32", [1, 4, 1, 1], "NCHW")
        let policy: [String: Any] = [
            "inputs": [latent, tensor("state", "float32", [1, 2], "NC")],
            "outputs": [
                tensor("plan", "float32", [1, 3, 2], "NTC"),
                tensor("belief", "float32", [1, 1], "NC"),
            ],
        ]
        var backbone = policy
        backbone["batch"] = "dynamic"
        let channel: [String: Any] = [
            "name": "x", "unit": "m", "minimum": -2, "maximum": 45, "maximumRatePerSecond": 18,
        ]
        let speed: [String: Any] = [
            "name": "speed", "unit": "m/s", "minimum": 0, "maximum": 15.5,
            "maximumRatePerSecond": 8,
        ]
        return [
            "format": 1, "name": "driving", "version": 3, "files": files,
            "camera": ["width": 3, "height": 2, "channels": 3, "rateHertz": 10],
            "state": [quantity("speed", "m/s"), quantity("yaw rate", "rad/s")],
            "tensors": [
                "head": [
                    "inputs": [tensor("image", "uint8", [1, 2, 3, 3], "NHWC")],
                    "outputs": [latent],
                ], "local": policy, "backbone": backbone,
            ],
            "latent": [
                "channels": 4, "height": 1, "width": 1, "steps": [0.5, 0.25, 1, 2e-3],
                "rates": [
                    [
                        "multiplier": 256, "keyframeBytes": 5, "predictedBytes": 4.5,
                        "planShift": 0.02, "errorGrowth": -0.001,
                    ] as [String: Any],
                    [
                        "multiplier": 512, "keyframeBytes": 4, "predictedBytes": 3.5,
                        "planShift": 0.03, "errorGrowth": 0.01,
                    ],
                ],
            ] as [String: Any],
            "plan": [
                "stepMilliseconds": 100, "firstStepMilliseconds": 150, "stepCount": 3,
                "channels": [channel, speed], "beliefs": [quantity("obstacle distance", "m")],
            ],
            "cost": [
                "headMultiplyAccumulates": 18, "localMultiplyAccumulates": 18,
                "backboneMultiplyAccumulates": 19,
            ],
        ]
    }
}
