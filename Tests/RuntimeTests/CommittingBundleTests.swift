import Foundation
import Inference
import LatentCodec
import ModelBundle
import OpenVINOBackend
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

/// A bundle whose backbone's plans show what a device had committed to, really run: from the folder
/// through OpenVINO to the plan as it is sent. `make_bundle.py` in that folder wrote it.
@Suite struct CommittingBundleTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Resources/committing")
    private let backend: OpenVINOBackend

    init() throws {
        backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
    }

    @Test func `a plan goes on from what its device committed to, whoever shares the batch`() throws
    {
        let bundle = try ModelBundle(directory: Self.folder.path)
        #expect(bundle.takesCommitment)
        let models = try WorkerModels(bundle: bundle, backend: backend, batchLimit: 4)
        let steps: [Float] = [0.5, 0.25, 0, 1, 0.6, 0.25, 0, 1, 0.7, 0.25, 0, 1]
        let three = Commitment(expectedDelay: .milliseconds(250), steps: steps)
        let whole = Commitment(
            expectedDelay: .milliseconds(500),
            steps: (0..<100).map { Float($0 % 4) / 8 })
        let cut = try member(bundle, three.values.dropLast())
        for _ in 0..<2 {
            let outcomes = models.run([
                try member(bundle, whole.values), try member(bundle, []),
                try member(bundle, three.values), cut,
            ])
            let alone = try plan(outcomes[1])
            #expect(alone.beliefs == [0, 0, 0.5, 1])
            let first = alone.steps.prefix(4)
            #expect(first.first == 0.01 && first.last == 0.5, "the crawl from its first step on")
            let complete = try plan(outcomes[0])
            #expect(complete.beliefs == [25, 0.5, 0.5, 1])
            #expect(complete.steps == whole.steps)
            let begun = try plan(outcomes[2])
            #expect(begun.beliefs == [3, 0.25, 0.5, 1])
            #expect(Array(begun.steps.prefix(12)) == steps)
            #expect(begun.steps.dropFirst(12) == alone.steps.dropFirst(12))
            #expect(outcomes[3] == .malformed, "half a step is none")
        }
    }

    @Test func `a backbone whose prefix has another shape is refused with both`() throws {
        let error = try refusal(of: "wide")
        guard case .shapeMismatch(_, "prefix", "[?, 25, 4]", let found) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(found.contains("25, 5]"))
        #expect(error.description.contains("prefix"))
    }

    @Test func `a backbone without the prefix's length is refused by that name`() throws {
        guard case .missingTensor(_, "prefixLength", let found) = try refusal(of: "endless") else {
            Issue.record("it was something else")
            return
        }
        #expect(found.sorted() == ["expectedDelay", "latent", "prefix", "state"])
    }

    @Test func `a backbone of one member is refused where batches are wanted`() throws {
        guard
            case .shapeMismatch(_, "latent", "[?, 3, 1, 1]", "[1, 3, 1, 1]") = try refusal(
                of: "fixed")
        else {
            Issue.record("it was something else")
            return
        }
    }

    /// Why the worker refuses the bundle with another backbone.
    private func refusal(of backbone: String) throws -> InferenceError {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tombolo-committing-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        func json(_ name: String) throws -> [String: Any] {
            let read = try Data(contentsOf: copy.appendingPathComponent(name))
            return try #require(try JSONSerialization.jsonObject(with: read) as? [String: Any])
        }
        var manifest = try json("bundle.json")
        var files = try #require(manifest["files"] as? [String: Any])
        files["backbone"] = try json("others.json")[backbone]
        manifest["files"] = files
        try JSONSerialization.data(withJSONObject: manifest)
            .write(to: copy.appendingPathComponent("bundle.json"))
        // The manifest itself is right, so only the model can tell.
        let bundle = try ModelBundle(directory: copy.path)
        let error = #expect(throws: ModelLoadError.self) {
            try WorkerModels(bundle: bundle, backend: backend, batchLimit: 4)
        }
        guard case .inference(let inner)? = error else {
            throw InferenceError.runFailed(reason: "\(String(describing: error))")
        }
        return inner
    }

    private func member(
        _ bundle: ModelBundle, _ committed: some Collection<Float>
    ) throws -> WorkerModels.Member {
        var encoder = try LatentEncoder(
            quantisation: bundle.latent.quantisation,
            elementsPerChannel: bundle.latent.height * bundle.latent.width, effort: .small)
        var bytes = StatePayload.encode([1, 0, 0, 0] + committed)
        let stateByteCount = bytes.count
        let latent: [Float] = [0.25, 0.5, 0]
        try encoder.encode(latent.span, multiplier: 0x100, appendingTo: &bytes)
        let header = BatchMember(
            member: 1, budget: .milliseconds(100), codec: LatentEncoder.codec, multiplier: 0x100,
            elementCount: UInt32(latent.count),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return WorkerModels.Member(header: header, parts: [MessagePart(copying: bytes)])
    }
    /// What a plan's payload says; the beliefs come first.
    private func plan(
        _ outcome: WorkerModels.Outcome
    ) throws -> (beliefs: [Float], steps: [Float]) {
        guard case .plan(let bytes) = outcome else {
            throw PayloadError.wrongByteCount(expected: 416, found: 0)
        }
        let header = PlanHeader(
            captureStamp: 1, latentSequence: 1, queueTime: .zero, computeTime: .zero,
            firstStep: .milliseconds(20), step: .milliseconds(100), stepCount: 25, channelCount: 4,
            beliefCount: 4, modelVersion: 1, payloadChecksum: CRC32C.checksum(bytes),
            reference: nil)
        let payload = try PlanPayload(decoding: bytes.span, header: header)
        return (payload.beliefs, payload.steps)
    }
}
