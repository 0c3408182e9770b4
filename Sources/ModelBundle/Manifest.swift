import Foundation

/// `bundle.json` as it is written (Docs/BUNDLE.md), before any check but JSON types.
struct Manifest: Decodable {
    struct File: Decodable {
        var path: String
        var sha256: String
        var bytes: Int
    }
    struct Camera: Decodable {
        var width: Int
        var height: Int
        var channels: Int
        var rateHertz: Int
    }
    struct NamedUnit: Decodable {
        var name: String
        var unit: String
    }
    struct Tensor: Decodable, Equatable {
        var name: String
        var type: String
        var shape: [Int]
        var layout: String
    }
    struct Interface: Decodable {
        var inputs: [Tensor]
        var outputs: [Tensor]
        var batch: String?
    }
    struct Latent: Decodable {
        var channels: Int
        var height: Int
        var width: Int
        var steps: [Float]
        var rates: [Rate]
    }
    struct Rate: Decodable {
        var multiplier: Int
        var keyframeBytes: Double
        var predictedBytes: Double
        var planShift: Double
        var errorGrowth: Double
    }
    struct Channel: Decodable {
        var name: String
        var unit: String
        var minimum: Float
        var maximum: Float
        var maximumRatePerSecond: Float
        var safe: Float?
        var reducedMinimum: Float?
        var reducedMaximum: Float?
        var stopsAlongPlan: Bool?
    }
    struct Plan: Decodable {
        var kind: String?
        var interpolation: String?
        var stepMilliseconds: Int
        var firstStepMilliseconds: Int
        var stepCount: Int
        var channels: [Channel]
        var beliefs: [NamedUnit]
    }
    struct Cost: Decodable {
        var headMultiplyAccumulates: Int
        var localMultiplyAccumulates: Int
        var backboneMultiplyAccumulates: Int
    }
    /// One value for each of the bundle's models.
    struct Models<Value: Decodable>: Decodable {
        var head: Value
        var local: Value
        var backbone: Value

        subscript(role: BundledModel.Role) -> Value {
            switch role {
            case .head: head
            case .local: local
            case .backbone: backbone
            }
        }
    }

    /// The only format this version reads.
    static let format = 1

    var name: String
    var version: Int
    var files: Models<File>
    var camera: Camera
    var state: [NamedUnit]
    var tensors: Models<Interface>
    var latent: Latent
    var plan: Plan
    var cost: Cost

    /// Decodes `json`; the format first, since a later format may differ in everything else.
    init(json: [UInt8], path: String) throws(BundleError) {
        struct Format: Decodable {
            var format: Int
        }
        do {
            let decoder = JSONDecoder()
            let found = try decoder.decode(Format.self, from: Data(json)).format
            guard found == Self.format else {
                throw BundleError.unsupportedFormat(
                    manifest: path, expected: Self.format, found: found)
            }
            self = try decoder.decode(Self.self, from: Data(json))
        } catch let error as BundleError {
            throw error
        } catch let error as DecodingError {
            throw Self.malformed(error, path: path)
        } catch {
            throw .manifestMalformed(manifest: path, key: "top level", problem: "not JSON")
        }
    }

    private static func malformed(_ error: DecodingError, path: String) -> BundleError {
        func name(_ keys: [any CodingKey]) -> String {
            let names = keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
            return names.isEmpty
                ? "top level" : names.joined(separator: ".").replacing(".[", with: "[")
        }
        let (key, problem): (String, String) =
            switch error {
            case .keyNotFound(let key, let context): (name(context.codingPath + [key]), "absent")
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                (name(context.codingPath), context.debugDescription)
            case .dataCorrupted(let context):
                // The decoder reports a number that does not fit its type as broken JSON, too.
                (
                    name(context.codingPath),
                    "not valid JSON, or a fraction or huge number where a whole number belongs"
                )
            @unknown default: ("top level", "not readable")
            }
        return .manifestMalformed(manifest: path, key: key, problem: problem)
    }
}
