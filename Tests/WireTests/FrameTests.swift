import Randomness
import Testing
import Timekeeping

@testable import Wire

@Suite struct FrameTests {
    @Test(arguments: Samples.all.map(\.name))
    func `every message comes back as it went`(name: String) throws {
        for sample in Samples.all where sample.name == name {
            let frame = try FrameDecoder.decode(sample.envelope.bytes)
            #expect(frame.envelope == sample.envelope)
            #expect(frame.payloadByteCount == sample.envelope.message.payloadByteCount)
        }
    }

    @Test func `the samples have every kind of message`() {
        let kinds = Set(Samples.all.map { $0.envelope.message.kind })
        #expect(kinds == Set(MessageKind.allCases))
    }

    @Test func `every control part is a multiple of eight bytes`() {
        for sample in Samples.all { #expect(sample.envelope.bytes.count.isMultiple(of: 8)) }
    }

    @Test func `every truncation throws`() {
        for sample in Samples.all {
            for bytes in [sample.envelope.bytes, Mangling.unchecked(sample.envelope)] {
                let survivors = (0..<bytes.count).filter { count in
                    Mangling.error(Array(bytes.prefix(count))) == nil
                }
                #expect(survivors.isEmpty, "\(sample.name)")
            }
        }
    }

    @Test func `every flipped bit of a frame with checksum throws`() {
        for sample in Samples.all {
            let bytes = sample.envelope.bytes
            let survivors = (0..<bytes.count * 8).filter { bit in
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                return Mangling.error(flipped) == nil
            }
            #expect(survivors.isEmpty, "\(sample.name)")
        }
    }

    @Test func `a flipped bit of a frame without checksum throws or decodes to what it says`() {
        for sample in Samples.all {
            let bytes = Mangling.unchecked(sample.envelope)
            for bit in 0..<bytes.count * 8 {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                expectRejectedOrCanonical(flipped)
            }
        }
    }

    @Test func `random damage throws or decodes to what it says`() {
        let seed = Seed(20_261_123)
        print("seed \(seed.value)")
        var random = seed.stream("damage")
        for _ in 0..<4_000 {
            let sample = Samples.all[random.integer(in: 0..<Samples.all.count)]
            var bytes = Mangling.unchecked(sample.envelope)
            for _ in 0..<random.integer(in: 1..<6) {
                // Half of the damage hits the header and the first fields, where counts are.
                let end = random.chance(0.5) ? min(bytes.count, 72) : bytes.count
                bytes[random.integer(in: 0..<end)] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.chance(0.2) { bytes = Mangling.extend(bytes, by: [1, 2, 3]) }
            expectRejectedOrCanonical(bytes)
        }
    }

    @Test func `random bytes throw`() {
        let seed = Seed(7)
        print("seed \(seed.value)")
        var random = seed.stream("noise")
        for _ in 0..<2_000 {
            let bytes = (0..<random.integer(in: 0..<256)).map { _ in
                UInt8(truncatingIfNeeded: random.next())
            }
            #expect(Mangling.error(bytes) != nil)
        }
    }

    @Test func `random messages come back as they went`() throws {
        let seed = Seed(11)
        print("seed \(seed.value)")
        var random = seed.stream("messages")
        for _ in 0..<300 {
            let envelope = RandomMessages.envelope(&random)
            #expect(try FrameDecoder.decode(envelope.bytes).envelope == envelope)
        }
    }

    @Test func `the buffer form writes the same bytes and keeps its storage`() {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(FrameHeader.byteCount + Limits.bodyByteCount)
        let capacity = buffer.capacity
        for sample in Samples.all {
            let count = sample.envelope.message.payloadByteCount
            FrameEncoder.encode(sample.envelope, payloadByteCount: count, into: &buffer)
            #expect(buffer == sample.envelope.bytes)
            #expect(buffer.capacity == capacity)
        }
    }

    @Test func `an interval beyond 32 bits of microseconds is sent as the longest`() throws {
        var hello = Samples.hello
        hello.budget = .max
        let bytes = Mangling.unchecked(.hello(hello))
        hello.budget = .microseconds(Int64(UInt32.max))
        #expect(try FrameDecoder.decode(bytes).envelope.message == .hello(hello))
        hello.budget = .milliseconds(-5)
        let spent = Mangling.unchecked(.hello(hello))
        hello.budget = .zero
        #expect(try FrameDecoder.decode(spent).envelope.message == .hello(hello))
    }

    @Test func `encoding other payload parts than described traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = FrameEncoder.encode(
                Samples.envelope(0, .latent(Samples.latent)), payloadByteCount: 1)
        }
    }

    @Test func `encoding a message outside the limits traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = FrameEncoder.encode(
                Samples.envelope(0, .batch(Batch(members: []))), payloadByteCount: 0)
        }
    }

    /// A frame has one spelling: what decodes encodes to the same bytes, but for the minor version.
    private func expectRejectedOrCanonical(_ bytes: [UInt8]) {
        guard let frame = try? FrameDecoder.decode(bytes) else { return }
        guard bytes[3] == FrameHeader.minor else { return }
        let again = Mangling.unchecked(frame.envelope)
        #expect(again == bytes)
    }
}
