import LatentCodec
import ModelBundle
import Testing
import Timekeeping
import Wire
import ZeroMQ

@testable import Runtime

@Suite struct WorkerModelsTests {
    private let bundle: ModelBundle

    init() throws { bundle = try ModelBundle(directory: Self.folder) }

    /// The shipped bundle; its models are not run here.
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/") + "/Deploy/models/driving"

    private func models(unsound: (member: Int, output: Int)?) throws -> WorkerModels {
        try WorkerModels(
            bundle: bundle, backend: ScriptedBackend(unsound: unsound), batchLimit: 4)
    }
    private func member(
        _ number: UInt64, elementCount: UInt32? = nil, behind: [UInt8] = []
    ) throws -> (header: BatchMember, part: MessagePart?) {
        var encoder = try LatentEncoder(
            quantisation: bundle.latent.quantisation,
            elementsPerChannel: bundle.latent.height * bundle.latent.width, effort: .small)
        var bytes = StatePayload.encode([Float](repeating: 1, count: bundle.state.count))
        let stateByteCount = bytes.count
        let latent = [Float](repeating: 0.5, count: bundle.latent.elementCount)
        try encoder.encode(latent.span, multiplier: 0x100, appendingTo: &bytes)
        let latentByteCount = bytes.count - stateByteCount
        bytes += behind
        let header = BatchMember(
            member: number, budget: .milliseconds(100), codec: LatentEncoder.codec,
            multiplier: 0x100, elementCount: elementCount ?? UInt32(latent.count),
            latentByteCount: UInt32(latentByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return (header, MessagePart(copying: bytes))
    }
    private func isPlan(_ outcome: WorkerModels.Outcome) -> Bool {
        if case .plan = outcome { true } else { false }
    }

    @Test(arguments: [0, 1])
    func `a member without a finite plan or belief is unsound, the others have theirs`(
        output: Int
    ) throws {
        let models = try models(unsound: (member: 1, output: output))
        let outcomes = models.run([try member(1), try member(2), try member(3)])
        #expect(outcomes[1] == .unsound)
        #expect(isPlan(outcomes[0]) && isPlan(outcomes[2]))
    }
    @Test func `latents of several sensors, or predicted from another, are malformed`() throws {
        let models = try models(unsound: nil)
        // Both have payloads that fit, and what one sensor's worker would need.
        var (several, predicted) = (try member(1, behind: [0, 0]), try member(2))
        several.header.latents.others = [
            SensorLatent(
                sensor: 1, codec: 1, multiplier: 0x100, elementCount: 1, latentByteCount: 2,
                reference: 0)
        ]
        predicted.header.latents.leading.reference = 1
        let outcomes = models.run([several, predicted, try member(3)])
        #expect(outcomes[0] == .malformed && outcomes[1] == .malformed)
        #expect(isPlan(outcomes[2]))
    }
    @Test func `a latent of another size than the bundle's is malformed before it is decoded`()
        throws
    {
        let models = try models(unsound: nil)
        let count = UInt32(bundle.latent.elementCount)
        let outcomes = models.run([
            try member(1, elementCount: count - 1), try member(2),
            try member(3, elementCount: count + 1),
        ])
        #expect(outcomes[0] == .malformed && outcomes[2] == .malformed)
        #expect(isPlan(outcomes[1]))
    }
}
