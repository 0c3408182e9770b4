import Foundation
import LatentCodec
import ModelBundle
import Tensors
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

/// From a latent's payload to the inputs of a backbone that takes what a device has committed to.
@Suite struct CommitmentModelsTests {
    private let bundle: ModelBundle
    private let backend = ScriptedBackend(unsound: nil)

    /// The shipped bundle, as if its backbone took a prefix; no model is run here.
    init() throws {
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Deploy/models/driving")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tombolo-commitment-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["head.onnx", "local.onnx", "backbone.onnx"] {
            try FileManager.default.copyItem(
                at: shipped.appendingPathComponent(name), to: folder.appendingPathComponent(name))
        }
        let text = try String(
            contentsOf: shipped.appendingPathComponent("bundle.json"), encoding: .utf8)
        var manifest = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        var tensors = try #require(manifest["tensors"] as? [String: Any])
        var backbone = try #require(tensors["backbone"] as? [String: Any])
        var inputs = try #require(backbone["inputs"] as? [[String: Any]])
        for (name, shape, layout) in [
            ("prefix", [1, 25, 4], "NTC"), ("prefixLength", [1], "N"), ("expectedDelay", [1], "N"),
        ] {
            inputs.append(["name": name, "type": "float32", "shape": shape, "layout": layout])
        }
        backbone["inputs"] = inputs
        tensors["backbone"] = backbone
        manifest["tensors"] = tensors
        try JSONSerialization.data(withJSONObject: manifest)
            .write(to: folder.appendingPathComponent("bundle.json"))
        bundle = try ModelBundle(directory: folder.path)
    }

    @Test func `the backbone gets prefix, length and delay of each member, and zeros of others`()
        throws
    {
        let models = try WorkerModels(bundle: bundle, backend: backend, batchLimit: 4)
        let steps = (0..<12).map { Float($0) / 4 }
        let full = Commitment(expectedDelay: .milliseconds(250), steps: steps)
        let whole = Commitment(
            expectedDelay: .milliseconds(500), steps: [Float](repeating: 1, count: 100))
        // A row that was full must be empty for whoever has it next.
        _ = models.run([try member(whole.values), try member(whole.values)])
        let outcomes = models.run([
            try member(full.values), try member([]), try member(full.values + [1]),
        ])
        #expect(outcomes[2] == .malformed)
        let seen = backend.seen.inputs
        #expect(seen["prefix"]?[0] == steps + [Float](repeating: 0, count: 88))
        #expect(seen["prefix"]?[1] == [Float](repeating: 0, count: 100))
        #expect(seen["prefixLength"] == [[3], [0]])
        #expect(seen["expectedDelay"] == [[0.25], [0]])
        #expect(seen["state"] == [[1, 1, 1, 1], [1, 1, 1, 1]])
    }

    @Test func `more than a plan, or less than the state, is malformed`() throws {
        let models = try WorkerModels(bundle: bundle, backend: backend, batchLimit: 4)
        let long = Commitment(
            expectedDelay: .zero, steps: [Float](repeating: 1, count: 104))
        let outcomes = models.run([
            try member(long.values), try member([], fields: 3), try member([-1]),
        ])
        #expect(outcomes == [.malformed, .malformed, .malformed])
    }

    private func member(_ behind: [Float], fields: Int = 4) throws -> WorkerModels.Member {
        var encoder = try LatentEncoder(
            quantisation: bundle.latent.quantisation,
            elementsPerChannel: bundle.latent.height * bundle.latent.width, effort: .small)
        var bytes = StatePayload.encode([Float](repeating: 1, count: fields) + behind)
        let stateByteCount = bytes.count
        let latent = [Float](repeating: 0.5, count: bundle.latent.elementCount)
        try encoder.encode(latent.span, multiplier: 0x100, appendingTo: &bytes)
        let header = BatchMember(
            member: 1, budget: .milliseconds(100), codec: LatentEncoder.codec, multiplier: 0x100,
            elementCount: UInt32(latent.count),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return WorkerModels.Member(header: header, parts: [MessagePart(copying: bytes)])
    }
}
