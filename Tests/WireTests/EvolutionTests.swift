import Testing

@testable import Wire

/// What a peer of a later minor version may send to this one (SPEC, "Evolution").
@Suite struct EvolutionTests {
    @Test func `fields that a newer minor version adds behind a body are skipped`() throws {
        for sample in Samples.all {
            var bytes = Mangling.extend(
                Mangling.unchecked(sample.envelope), by: Array(repeating: 0xA5, count: 16))
            bytes = Mangling.patch(bytes, 3, UInt8(1))
            #expect(try FrameDecoder.decode(bytes).envelope == sample.envelope)
        }
    }
    @Test func `fields that a newer minor version adds to members are skipped`() throws {
        let members = Samples.members(3)
        let batch = Mangling.unchecked(.batch(Batch(members: members)))
        let start = FrameHeader.byteCount + 8
        let later = Array(repeating: UInt8(0xA5), count: 8)
        var bytes = Array(batch.prefix(start))
        for index in members.indices {
            let entry = start + index * (BatchMember.byteCount + SensorLatent.byteCount)
            let latent = entry + BatchMember.byteCount
            bytes += batch[entry..<latent] + later
            bytes += batch[latent..<latent + SensorLatent.byteCount] + later
        }
        bytes = Mangling.patch(Mangling.extend(bytes, by: []), 3, UInt8(1))
        bytes = Mangling.patch(bytes, body: 2, UInt16(BatchMember.byteCount + 8))
        bytes = Mangling.patch(bytes, body: 4, UInt16(SensorLatent.byteCount + 8))
        let message = try FrameDecoder.decode(bytes).envelope.message
        #expect(message == .batch(Batch(members: members)))
    }
    @Test func `a newer minor version takes nothing away`() {
        let bytes = Mangling.patch(
            Mangling.unchecked(.goodbye(Goodbye(reason: .finished))), 3, UInt8(1))
        let shorter = Mangling.patch(Array(bytes.prefix(36)), 6, UInt16(4))
        #expect(Mangling.error(shorter) == .truncated(needed: 40, found: 36))
        #expect(Mangling.error(Mangling.patch(bytes, 5, UInt8(4))) == .unknownFlags(4))
    }
}
