import Testing
import Timekeeping

@testable import Wire

/// Each error by the smallest frame that earns it, in the order of the checks.
@Suite struct DecodeErrorTests {
    private let hello = Mangling.unchecked(.hello(Samples.hello))
    private let goodbye = Mangling.unchecked(.goodbye(Goodbye(reason: .finished)))

    @Test func `a header that ends early says how much is missing`() {
        #expect(Mangling.error([]) == .truncated(needed: 32, found: 0))
        #expect(Mangling.error(Array(goodbye.prefix(31))) == .truncated(needed: 32, found: 31))
    }
    @Test func `another magic comes before another version`() {
        let bytes = Mangling.patch(Mangling.patch(goodbye, 0, UInt16(0x4854)), 2, UInt8(9))
        #expect(Mangling.error(bytes) == .wrongMagic(0x4854))
    }
    @Test func `another major version carries the epoch to refuse, whatever follows`() {
        var bytes = Mangling.patch(goodbye, 2, UInt16(0x0302))
        bytes = Mangling.patch(bytes, 4, UInt32.max)
        #expect(Mangling.error(bytes) == .unsupportedVersion(major: 2, minor: 3, epoch: 1))
    }
    @Test func `an unknown kind is named before its flags are read`() {
        let bytes = Mangling.patch(goodbye, 4, UInt16(0xFF63))
        #expect(Mangling.error(bytes) == .unknownKind(99, minor: 0, epoch: 1))
        #expect(
            Mangling.error(Mangling.patch(goodbye, 4, UInt8(0)))
                == .unknownKind(0, minor: 0, epoch: 1))
    }
    @Test func `an unknown flag rejects`() {
        #expect(Mangling.error(Mangling.patch(goodbye, 5, UInt8(0x82))) == .unknownFlags(0x82))
    }
    @Test func `a body beyond the limit rejects before its length is compared`() {
        let most = UInt64(Limits.bodyByteCount)
        let bytes = Mangling.patch(goodbye, 6, UInt16(Limits.bodyByteCount + 1))
        #expect(
            Mangling.error(bytes)
                == .outOfRange(.bodyByteCount, value: most + 1, lowest: 0, highest: most))
        let legal = Mangling.patch(goodbye, 6, UInt16(Limits.bodyByteCount))
        #expect(
            Mangling.error(legal) == .wrongLength(expected: 32 + Int(most), found: 40))
    }
    @Test func `payload parts beyond the limit reject`() {
        let most = UInt64(Limits.payloadByteCount)
        let bytes = Mangling.patch(goodbye, 8, UInt32(most + 1))
        #expect(
            Mangling.error(bytes)
                == .outOfRange(.payloadByteCount, value: most + 1, lowest: 0, highest: most))
        #expect(
            Mangling.error(Mangling.patch(goodbye, 8, UInt32(most)))
                == .payloadMismatch(header: most, body: 0))
    }
    @Test func `a checksum is verified before the body is read`() {
        let bytes = Mangling.patch(
            Samples.envelope(0, .goodbye(Goodbye(reason: .finished))).bytes, body: 0, UInt8(99))
        guard case .wrongChecksum = Mangling.error(bytes) else {
            Issue.record("the body was read first")
            return
        }
    }
    @Test func `a checksum without its flag rejects`() {
        let bytes = Mangling.patch(goodbye, FrameHeader.checksumOffset, UInt32(1))
        #expect(Mangling.error(bytes) == .reservedNotZero(offset: 12))
    }
    @Test func `a reserved byte that is not zero rejects`() {
        #expect(
            Mangling.error(Mangling.patch(goodbye, body: 7, UInt8(1)))
                == .reservedNotZero(offset: 39))
        // "car-07" is padded with two zeros.
        #expect(
            Mangling.error(Mangling.patch(hello, body: 55, UInt8(1)))
                == .reservedNotZero(offset: 87))
    }
    @Test func `an enumeration's unknown number is named`() {
        #expect(
            Mangling.error(Mangling.patch(goodbye, body: 0, UInt8(0)))
                == .unknownValue(.goodbyeReason, 0))
        let refuse = Mangling.unchecked(.refuse(Samples.refuse(.full, nil)))
        #expect(
            Mangling.error(Mangling.patch(refuse, body: 0, UInt8(8)))
                == .unknownValue(.refuseReason, 8))
        let outcome = Mangling.unchecked(
            .outcome(
                Outcome(
                    captureStamp: 0, latentSequence: 0, fate: .expired, cause: .budgetSpent,
                    reference: nil)))
        #expect(
            Mangling.error(Mangling.patch(outcome, body: 16, UInt8(5)))
                == .unknownValue(.outcomeFate, 5))
        #expect(
            Mangling.error(Mangling.patch(outcome, body: 17, UInt8(15)))
                == .unknownValue(.outcomeCause, 15))
        let result = Mangling.unchecked(.batchResult(Samples.result))
        #expect(
            Mangling.error(Mangling.patch(result, body: 40 + 16, UInt8(5)))
                == .unknownValue(.resultStatus, 5))
    }
    @Test func `a name must be UTF-8 without control characters`() {
        #expect(
            Mangling.error(Mangling.patch(hello, body: 48, UInt8(0xFF))) == .illegalName)
        #expect(
            Mangling.error(Mangling.patch(hello, body: 49, UInt8(0x1B))) == .illegalName)
        #expect(!Limits.allowsName("a\u{7F}"))
        #expect(!Limits.allowsName("a\u{9B}"))
    }
    @Test func `bytes behind the last field reject`() {
        let bytes = Mangling.extend(goodbye, by: Array(repeating: 0, count: 8))
        #expect(Mangling.error(bytes) == .trailingBytes(count: 8))
    }
    @Test func `payload parts that the body does not describe reject`() {
        let bytes = Mangling.patch(
            Mangling.unchecked(.latent(Samples.latent)), 8, UInt32(359))
        #expect(Mangling.error(bytes) == .payloadMismatch(header: 359, body: 358))
    }
    @Test func `a body shorter than its fields says how much is missing`() {
        let bytes = Mangling.patch(Array(goodbye.prefix(36)), 6, UInt16(4))
        #expect(Mangling.error(bytes) == .truncated(needed: 40, found: 36))
    }
    @Test func `every error says what is wrong and what to do`() {
        let errors: [DecodeError] = [
            .truncated(needed: 32, found: 1), .wrongMagic(0x1234),
            .unsupportedVersion(major: 2, minor: 0, epoch: 1),
            .unknownKind(99, minor: 0, epoch: 1), .unknownFlags(2),
            .outOfRange(.credit, value: 65, lowest: 1, highest: 64),
            .wrongLength(expected: 40, found: 41), .wrongChecksum(expected: 1, found: 2),
            .reservedNotZero(offset: 39), .unknownValue(.goodbyeReason, 0), .illegalName,
            .illegalEndpoint, .trailingBytes(count: 8), .payloadMismatch(header: 1, body: 2),
        ]
        for error in errors { #expect(error.description.contains("; "), "\(error)") }
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
