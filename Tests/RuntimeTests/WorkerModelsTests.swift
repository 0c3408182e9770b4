import LatentCodec
import ModelBundle
import Tensors
import Testing
import Timekeeping
import Wire
import WorkerCore
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
    ) throws -> WorkerModels.Member {
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
        return WorkerModels.Member(header: header, parts: [MessagePart(copying: bytes)])
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
    @Test func `latents of several sensors, or whose chain is broken, are malformed`() throws {
        let models = try models(unsound: nil)
        // All have payloads that fit, and what one sensor's worker would need.
        var (several, unchained) = (try member(1, behind: [0, 0]), try member(2))
        several.header.latents.others = [
            SensorLatent(
                sensor: 1, codec: 1, multiplier: 0x100, elementCount: 1, latentByteCount: 2,
                reference: 0)
        ]
        unchained.header.latents.leading.reference = 1
        var skipped = try chain(3)
        skipped.header.links[1].latents.leading.reference = 0
        skipped.header.links[2].latents.leading.reference = 10
        let outcomes = models.run([several, unchained, skipped, try member(4)])
        #expect(outcomes[0] == .malformed && outcomes[1] == .malformed)
        #expect(outcomes[2] == .malformed)
        #expect(isPlan(outcomes[3]))
    }
    @Test func `a member is decoded from its chain`() throws {
        let chain = try chain(5)
        var decoder = try MemberDecoder(
            quantisation: bundle.latent.quantisation,
            elementsPerChannel: bundle.latent.height * bundle.latent.width)
        var latent = [Float](repeating: .nan, count: bundle.latent.elementCount)
        for (place, part) in chain.parts.enumerated() {
            var span = latent.mutableSpan
            let state = try #require(part).withBytes { bytes in
                try? decoder.decode(part: bytes, at: place, of: chain.header, into: &span)
            }
            #expect(state?.count == bundle.state.count)
        }
        // Half a step, and the dead zone.
        let steps = bundle.latent.quantisation.steps
        for (index, element) in latent.enumerated() {
            let step = steps[index / (bundle.latent.height * bundle.latent.width)]
            #expect(abs(element - wanted(4, index)) <= 0.71 * step)
        }
        #expect(isPlan(try models(unsound: nil).run([chain])[0]))
    }
    @Test func `a damaged link costs its own member alone`() throws {
        let models = try models(unsound: nil)
        var (damaged, gone) = (try chain(6), try chain(7))
        damaged.header.links[1].payloadChecksum ^= 1
        gone.parts[0] = nil
        let outcomes = models.run([damaged, try chain(8), gone])
        #expect(outcomes[0] == .malformed && outcomes[2] == .malformed)
        #expect(isPlan(outcomes[1]))
    }

    /// What the latent at a place of the chain is to be.
    private func wanted(_ place: Int, _ index: Int) -> Float {
        Float(index % 11) * 0.3 - 1.5 + Float(place) * 0.1
    }
    /// A keyframe, three links and the member predicted from the last, at sequences 10, 20 ... 50.
    private func chain(_ number: UInt64) throws -> WorkerModels.Member {
        var encoder = try PredictiveEncoder(
            quantisation: bundle.latent.quantisation,
            elementsPerChannel: bundle.latent.height * bundle.latent.width, effort: .small)
        var member = try member(number)
        member.parts = []
        for place in 0..<5 {
            var bytes = StatePayload.encode([Float](repeating: 1, count: bundle.state.count))
            let stateByteCount = bytes.count
            let latent = (0..<bundle.latent.elementCount).map { wanted(place, $0) }
            let isPredicted = try encoder.encode(
                latent.span, capture: UInt64(place),
                reference: place == 0 ? nil : UInt64(place - 1),
                multiplier: 0x100, appendingTo: &bytes)
            #expect(isPredicted == (place > 0))
            let described = SensorLatent(
                sensor: 0, codec: LatentEncoder.codec, multiplier: 0x100,
                elementCount: UInt32(latent.count),
                latentByteCount: UInt32(bytes.count - stateByteCount),
                reference: UInt64(place) * 10)
            member.parts.append(MessagePart(copying: bytes))
            guard place == 4 else {
                member.header.links.append(
                    ChainLink(
                        sequence: UInt64(place) * 10 + 10, payloadChecksum: CRC32C.checksum(bytes),
                        stateByteCount: UInt16(stateByteCount),
                        latents: OneOrMore(described, [])))
                continue
            }
            member.header.sequence = 50
            member.header.payloadChecksum = CRC32C.checksum(bytes)
            member.header.latents = OneOrMore(described, [])
        }
        return member
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
