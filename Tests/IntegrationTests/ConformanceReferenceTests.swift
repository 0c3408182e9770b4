import LatentCodec
import Tensors
import Testing
import Timekeeping
import Wire

@testable import tombolo

/// What the runner writes and judges of references: chains of a batch, latents of a device.
@Suite struct ConformanceReferenceTests {
    private static let register = Message.register(
        Register(
            name: "w", bundle: BundleID(bytes: [UInt8](repeating: 9, count: 32)) ?? zero,
            batchLimit: 4, serviceTimes: []))
    private static let hello = Message.hello(
        Hello(
            name: "d", bundle: BundleID(bytes: [UInt8](repeating: 9, count: 32)) ?? zero,
            capturePeriod: .milliseconds(100), budget: .milliseconds(400)))
    private static var zero: BundleID {
        guard let zero = BundleID(bytes: [UInt8](repeating: 0, count: BundleID.byteCount)) else {
            preconditionFailure("32 bytes are a bundle")
        }
        return zero
    }

    @Test func `a latent of so many steps is one by the codec`() throws {
        let steps = [Float](repeating: 0.5, count: 15)
        let setting = ConformanceSetting(
            fields: FrameFields(schema: try Schema.compiledIn()), defaults: [:], vectors: [:],
            bundle: [], channels: 15, elements: 15 * 72, stateCount: 4)
        let quantisation = try #require(QuantisationParameters(steps: steps))
        var decoder = try LatentDecoder(quantisation: quantisation, elementsPerChannel: 72)
        for first in -127...127 {
            let bytes = setting.latent(first: first, isPredicted: false)
            let alone = try decoder.decode(bytes, codec: 1, multiplier: 256)
            #expect(alone[0] == Float(first) / 2 && alone.dropFirst().allSatisfy { $0 == 0 })
            let back = setting.latent(first: -first, isPredicted: true)
            #expect(LatentDecoder.isPredicted(firstByte: back[0]))
            var latent = alone
            var span = latent.mutableSpan
            try decoder.update(&span, by: back.span, codec: 1, multiplier: 256)
            #expect(latent.allSatisfy { $0 == 0 }, "\(first)")
        }
    }

    @Test func `a member's chain is written link by link, and its parts in order`() throws {
        let steps = """
            {"accept": "worker"},
            {"send": {"message": "batch", "fields": {"members": [
               {"member": 5, "sequence": 40, "latent": -1,
                "links": [{"sequence": 10, "latent": 1}, {"sequence": 20, "damage": true},
                  {"sequence": 30, "reference": 10}]}, {"member": 6, "state": [7, 0, 0, 0]}]}},
             "peer": "worker"}
            """
        var rehearsal = try Rehearsal(steps, role: .worker)
        rehearsal.say(Self.register, epoch: 7, link: 31)
        let parts = try #require(rehearsal.messages.last)
        let envelope = try FrameDecoder.decode(parts[0]).envelope
        guard case .batch(let batch) = envelope.message else {
            Issue.record("\(envelope)")
            return
        }
        #expect(envelope.message.payloadPartByteCounts == parts.dropFirst().map(\.count))
        let chain = batch.members[0]
        #expect(chain.links.map(\.sequence) == [10, 20, 30] && chain.sequence == 40)
        #expect(chain.links.map(\.latents.leading.reference) == [0, 10, 10])
        #expect(chain.latents.leading.reference == 30)
        #expect(batch.members[1].latents.leading.reference == 0 && batch.members[1].sequence == 6)
        // The bytes say of themselves whether they are predicted.
        #expect(parts[1...5].map { $0[16] } == [0x02, 0x42, 0x42, 0x42, 0x02])
        for (index, link) in chain.links.enumerated() {
            #expect((CRC32C.checksum(parts[1 + index]) == link.payloadChecksum) == (index != 1))
        }
        #expect(CRC32C.checksum(parts[4]) == chain.payloadChecksum)
        #expect(PayloadNumbers.number(parts[5], at: 0) == 7)
    }

    @Test func `a plan's mark is its own member's behind a chain`() throws {
        let steps = """
            {"greet": "worker"},
            {"expect": {"message": "batch", "as": "batch"}, "peer": "worker"},
            {"send": {"message": "batchResult", "answers": "batch"}, "peer": "worker"}
            """
        let welcome = Message.welcome(
            Welcome(
                heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 2))
        var rehearsal = try Rehearsal(steps)
        rehearsal.say(welcome)
        let payloads = (1...4).map { PayloadNumbers.bytes([Float($0), 0, 0, 0]) + [2] }
        func latent(_ reference: UInt64) -> OneOrMore<SensorLatent> {
            OneOrMore(
                SensorLatent(
                    sensor: 0, codec: 1, multiplier: 256, elementCount: 1_152, latentByteCount: 1,
                    reference: reference), [])
        }
        func member(_ number: UInt64, _ links: [UInt64]) -> BatchMember {
            var below: UInt64 = 0
            let links = links.map { sequence in
                defer { below = sequence }
                return ChainLink(
                    sequence: sequence, payloadChecksum: 0, stateByteCount: 16,
                    latents: latent(below))
            }
            return BatchMember(
                member: number, source: 1, sequence: 90, budget: .milliseconds(500),
                payloadChecksum: 0, stateByteCount: 16, latents: latent(below), links: links)
        }
        rehearsal.say(
            .batch(Batch(members: [member(1, [10, 20]), member(2, [])])), payloads: payloads)
        let parts = try #require(
            rehearsal.messages.last { $0.count == 3 }, "\(rehearsal.remarks)")
        #expect(PayloadNumbers.number(parts[1], at: 0) == 3)
        #expect(PayloadNumbers.number(parts[2], at: 0) == 4)
        // What was predicted from another link than the one before it is FAILED.
        rehearsal = try Rehearsal(steps)
        rehearsal.say(welcome)
        var broken = member(1, [10, 20])
        broken.latents = latent(10)
        rehearsal.say(.batch(Batch(members: [broken])), payloads: Array(payloads.prefix(3)))
        rehearsal.end()
        #expect(rehearsal.verdict == .failed)
        #expect(rehearsal.remarks.contains("was predicted from 10, and before it lies 20"))
    }

    /// A latent of a device, predicted or not by its entry and by its bytes.
    private func latent(
        _ reference: UInt64, isPredicted: Bool, stream: UInt16 = 0
    ) -> (Message, [UInt8]) {
        let payload: [UInt8] = [isPredicted ? 0x42 : 0x02]
        return (
            .latent(
                LatentHeader(
                    captureStamp: 1, budget: .milliseconds(300), stream: stream, codec: 1,
                    multiplier: 256, elementCount: 1_152, latentByteCount: 1,
                    reference: reference, stateByteCount: 0,
                    payloadChecksum: CRC32C.checksum(payload))), payload
        )
    }
    @Test func `a latent is held against what was said to be held`() throws {
        let steps = """
            {"accept": "device"},
            {"expect": {"message": "latent", "as": "l1"}, "peer": "device"},
            {"send": {"message": "plan", "answers": "l1", "fields": {"reference": "held"}},
             "peer": "device"},
            {"expect": {"message": "latent", "as": "l2"}, "peer": "device"},
            {"send": {"message": "outcome", "answers": "l2"}, "peer": "device"},
            {"expect": {"message": "latent"}, "peer": "device"}
            """
        // Frames 1, 2 and 3 of the session are latents.
        for (second, third, words) in [
            ((UInt64(1), true), (UInt64(1), true), nil), ((1, true), (0, false), nil),
            ((1, true), (2, true), "its reference 2 was not said to be held"),
            ((9, true), (0, false), "its reference 9 is no latent of this session"),
            ((1, false), (0, false), "is alone and names one"),
            ((0, true), (0, false), "is predicted and names no reference"),
        ] as [((UInt64, Bool), (UInt64, Bool), String?)] {
            var rehearsal = try Rehearsal(steps, role: .device)
            rehearsal.say(Self.hello, epoch: 7, link: 31)
            for (reference, isPredicted) in [(0, false), second, third] {
                let (message, payload) = latent(reference, isPredicted: isPredicted)
                rehearsal.say(message, payloads: [payload], epoch: 7, link: 31)
            }
            rehearsal.end()
            #expect(
                rehearsal.verdict == (words == nil ? .ok : .failed), "\(rehearsal.remarks)")
            #expect(words.map { rehearsal.remarks.contains($0) } ?? true, "\(rehearsal.remarks)")
        }
    }

    @Test func `the ledger knows streams, order, epochs and the longest chain`() {
        var ledger = ReferenceLedger()
        func take(_ sequence: UInt64, _ reference: UInt64, stream: UInt16 = 0) -> String? {
            guard case .latent(let header) = latent(reference, isPredicted: true, stream: stream).0
            else { return "no latent" }
            return ledger.take(header, sequence: sequence)
        }
        func say(_ sequence: UInt64, stream: UInt64? = nil, epoch: UInt64 = 7) {
            var fields = [
                FrameField(path: "epoch", value: .number(epoch)),
                FrameField(path: "latentSequence", value: .number(sequence)),
                FrameField(path: stream == nil ? "reference" : "status", value: .text("held")),
            ]
            if let stream { fields.append(FrameField(path: "stream", value: .number(stream))) }
            ledger.note(fields, epoch: 7)
        }
        #expect(take(1, 0) == nil && take(2, 0, stream: 3) == nil)
        say(1, stream: 3)
        say(2, epoch: 8)
        #expect(take(3, 1)?.contains("not said to be held") == true)
        #expect(take(4, 2, stream: 3)?.contains("not said to be held") == true)
        say(1, stream: 0)
        say(2)
        #expect(take(5, 2)?.contains("is of stream 3") == true)
        #expect(take(6, 1) == nil)
        say(6)
        for sequence in UInt64(7)...13 {
            #expect(take(sequence, sequence - 1) == nil)
            say(sequence)
        }
        #expect(take(14, 6)?.contains("older than 12") == true)
        #expect(take(14, 13)?.contains("has 9 links") == true)
        for sequence in UInt64(20)..<20 + UInt64(ConformanceLimits.references) {
            #expect(take(sequence, 0) == nil)
        }
        say(13)
        #expect(take(5_000, 13)?.contains("no latent of this session") == true)
    }
}
