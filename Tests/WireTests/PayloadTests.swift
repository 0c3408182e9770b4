import Testing
import Timekeeping

@testable import Wire

@Suite struct PayloadTests {
    private let beliefs: [Float] = [80, -0.5, 0.25]
    private let steps: [Float] = (0..<100).map { Float($0) * 0.125 - 3 }

    @Test func `the checksum is CRC-32C`() {
        // The check value and the vectors of RFC 3720, appendix B.4.
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum(Array(repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.checksum(Array(0..<32)) == 0x46DD_794E)
        #expect(CRC32C.checksum([]) == 0)
        #expect(
            CRC32C.checksum(([1, 2, 3, 4, 5, 6, 7] as [UInt8]).span, zeroing: 2)
                == CRC32C.checksum([1, 2, 0, 0, 0, 0, 7]))
    }
    @Test func `tables and the processor's instructions agree on every size and place`() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * $0 &* 37 &+ $0 >> 3) }
        // One byte a step, as RFC 3720 says.
        func plain(_ bytes: Span<UInt8>) -> UInt32 {
            var state: UInt32 = .max
            for index in bytes.indices {
                state ^= UInt32(bytes[index])
                for _ in 0..<8 { state = state & 1 == 0 ? state >> 1 : state >> 1 ^ 0x82F6_3B78 }
            }
            return ~state
        }
        for start in 0..<9 {
            for end in stride(from: start, through: 300, by: start == 0 ? 1 : 7) {
                let part = bytes.span.extracting(start..<end)
                let expected = plain(part)
                #expect(~SlicedCRC32C.update(.max, part) == expected)
                #expect(CRC32C.checksum(part) == expected)
            }
        }
        if !CRC32C.isAccelerated { print("no instructions here: the tables stood for both") }
    }
    @Test func `a plan comes back as it went`() throws {
        let bytes = PlanPayload.encode(beliefs: beliefs, steps: steps)
        let plan = try PlanPayload(decoding: bytes.span, header: header(bytes))
        #expect(plan.beliefs == beliefs)
        #expect(plan.steps == steps)
        #expect(bytes.count == Int(header(bytes).payloadByteCount))
        #expect(Array(bytes.prefix(4)) == [0, 0, 0xA0, 0x42])
    }
    @Test func `a plan of another size rejects`() {
        let bytes = PlanPayload.encode(beliefs: beliefs, steps: steps)
        let error = #expect(throws: PayloadError.self) {
            try PlanPayload(decoding: bytes.span.extracting(first: 411), header: header(bytes))
        }
        #expect(error == .wrongByteCount(expected: 412, found: 411))
    }
    @Test func `every flipped bit of a plan rejects`() {
        let bytes = PlanPayload.encode(beliefs: beliefs, steps: steps)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let found = CRC32C.checksum(flipped)
            let error = #expect(throws: PayloadError.self) {
                try PlanPayload(decoding: flipped.span, header: header(bytes))
            }
            #expect(error == .wrongChecksum(expected: CRC32C.checksum(bytes), found: found))
        }
    }
    @Test func `a plan with a number that is not finite rejects`() {
        for (index, number) in [(0, Float.nan), (2, .infinity), (3, -.infinity), (102, .nan)] {
            var numbers = beliefs + steps
            numbers[index] = number
            let bytes = PlanPayload.encode(
                beliefs: Array(numbers[..<3]), steps: Array(numbers[3...]))
            let error = #expect(throws: PayloadError.self) {
                try PlanPayload(decoding: bytes.span, header: header(bytes))
            }
            #expect(error == .notFinite(index: index))
        }
    }
    @Test func `a state comes back as it went`() throws {
        let state: [Float] = [12.5, -0.25, 0.125, -1]
        let bytes = StatePayload.encode(state)
        #expect(try StatePayload.decode(bytes.span, elementCount: 4) == state)
        let error = #expect(throws: PayloadError.self) {
            try StatePayload.decode(bytes.span, elementCount: 3)
        }
        #expect(error == .wrongByteCount(expected: 12, found: 16))
        let notFinite = #expect(throws: PayloadError.self) {
            try StatePayload.decode(StatePayload.encode([1, .nan]).span, elementCount: 2)
        }
        #expect(notFinite == .notFinite(index: 1))
    }
    @Test func `a latent's part is its state and then the compressed bytes`() throws {
        let bytes = StatePayload.encode([12.5, -0.25, 0.125, -1]) + [9, 8, 7]
        var header = Samples.latent
        header.latents.leading.latentByteCount = 3
        header.payloadChecksum = CRC32C.checksum(bytes)
        let payload = try LatentPayload(decoding: bytes.span, header: header)
        #expect(payload.state == [12.5, -0.25, 0.125, -1])
        #expect(payload.latent == 16..<19)
        let member = BatchMember(
            member: 1, budget: .zero, codec: 1, multiplier: 256, elementCount: 3,
            latentByteCount: 3, stateByteCount: 16, payloadChecksum: header.payloadChecksum)
        #expect(try LatentPayload(decoding: bytes.span, member: member) == payload)
        for count in 0..<bytes.count {
            #expect(throws: PayloadError.wrongByteCount(expected: 19, found: count)) {
                try LatentPayload(decoding: bytes.span.extracting(first: count), header: header)
            }
        }
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: PayloadError.self) {
                try LatentPayload(decoding: flipped.span, header: header)
            }
        }
    }

    private func header(_ bytes: [UInt8]) -> PlanHeader {
        var header = Samples.plan
        header.payloadChecksum = CRC32C.checksum(bytes)
        return header
    }
}
