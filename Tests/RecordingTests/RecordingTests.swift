import Randomness
import Testing

@testable import Recording

@Suite struct RecordingTests {
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `what was written is read again, in order`(seed: UInt64) throws {
        let sample = RecordingSample(count: 200, perChunk: 30, seed: seed)
        let (messages, ending) = try RecordingSample.read(sample.file)
        #expect(messages == sample.messages)
        #expect(ending == .finished)
    }
    @Test func `a recording without messages is a whole file`() throws {
        let (messages, ending) = try RecordingSample.read(
            RecordingSample(count: 0, perChunk: 1, seed: 1).file)
        #expect(messages.isEmpty && ending == .finished)
    }
    @Test func `channels are told with their schemas before the first message`() throws {
        let sample = RecordingSample(count: 1, perChunk: 1, seed: 1)
        var reader = try RecordingReader(RecordingBytes(sample.file))
        _ = try reader.next()
        #expect(
            reader.channels == [1: RecordingSample.channels[0], 2: RecordingSample.channels[1]])
    }

    @Test func `a file that ends anywhere is read up to its last whole chunk`() throws {
        let sample = RecordingSample(count: 40, perChunk: 7, seed: 7)
        let magicAndHeader = 8 + 9 + 4 + 4 + 5
        var most = 0
        for count in 0..<sample.file.count {
            let part = Array(sample.file.prefix(count))
            guard count >= magicAndHeader else {
                #expect(throws: RecordingError.tooShort) { try RecordingSample.read(part) }
                continue
            }
            let (messages, ending) = try RecordingSample.read(part)
            guard case .open(let offset) = ending else {
                Issue.record("\(count) of \(sample.file.count) bytes are a finished file")
                continue
            }
            #expect(offset <= UInt64(count))
            #expect(messages == Array(sample.messages.prefix(messages.count)))
            #expect(messages.count.isMultiple(of: 7) || messages.count == 40)
            #expect(messages.count >= most, "more bytes are never fewer messages")
            most = messages.count
        }
        #expect(most == 40)
    }
    @Test func `every flipped bit of a finished file is noticed`() throws {
        let sample = RecordingSample(count: 12, perChunk: 5, seed: 11)
        for index in sample.file.indices {
            for bit in 0..<8 {
                var damaged = sample.file
                damaged[index] ^= 1 << bit
                // A count that grew makes a record longer than the file: it then is as one that is
                // still written, and what was read of it is right.
                do throws(RecordingError) {
                    let (messages, ending) = try RecordingSample.read(damaged)
                    #expect(ending != .finished, "byte \(index), bit \(bit)")
                    #expect(messages == Array(sample.messages.prefix(messages.count)))
                } catch {}
            }
        }
    }
    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func `noise, and noise in a sound file, is an error and never a trap`(seed: UInt64) throws {
        var random = Seed(seed).stream("noise")
        let sound = RecordingSample(count: 30, perChunk: 6, seed: seed).file
        for _ in 0..<500 {
            var file = sound
            for _ in 0..<random.integer(in: 1..<12) {
                let place = random.integer(in: 0..<file.count)
                file[place] = UInt8(random.integer(in: 0..<256))
            }
            if random.chance(0.3) { file.removeLast(random.integer(in: 0..<file.count)) }
            if random.chance(0.3) {
                file.insert(
                    contentsOf: (0..<random.integer(in: 1..<40)).map { _ in
                        UInt8(random.integer(in: 0..<256))
                    }, at: random.integer(in: 0..<file.count))
            }
            // It may be read, or be refused; nothing else.
            _ = try? RecordingSample.read(file)
        }
    }

    @Test func `a file is followed while it is written`() throws {
        let sample = RecordingSample(count: 60, perChunk: 9, seed: 5)
        let source = GrowingSource()
        source.bytes = Array(sample.file.prefix(40))
        var reader = try RecordingReader(source)
        var messages: [RecordedMessage] = []
        var count = 40
        while count < sample.file.count {
            count = min(count + 17, sample.file.count)
            source.bytes = Array(sample.file.prefix(count))
            while let message = try reader.next() { messages.append(message) }
        }
        #expect(messages == sample.messages)
        #expect(reader.ending == .finished)
    }
    private final class GrowingSource: RecordingSource {
        var bytes: [UInt8] = []
        var byteCount: UInt64 { UInt64(bytes.count) }
        func read(at offset: UInt64, count: Int) -> [UInt8]? {
            RecordingBytes(bytes).read(at: offset, count: count)
        }
    }

    @Test func `the file is never larger than its writer said it would be`() throws {
        for count in [0, 1, 50, 1_000] {
            var writer = RecordingWriter(channels: RecordingSample.channels, library: "tests")
            var random = Seed(3).stream("size")
            for index in 0..<count {
                // Noise, which nothing compresses.
                let payload = (0..<100 * (index & 1)).map { _ in UInt8(random.integer(in: 0..<256))
                }
                writer.append(channel: index % 2, time: UInt64(index), payload: payload)
                if index.isMultiple(of: 10) { writer.endChunk() }
            }
            let bound = writer.finishedByteCount
            writer.finish()
            #expect(writer.byteCount <= bound)
            #expect(UInt64(writer.takeBytes().count) == writer.byteCount)
        }
    }
    @Test func `chunks end by themselves, and a message has a bound`() throws {
        var writer = RecordingWriter(channels: RecordingSample.channels, library: "tests")
        let half = [UInt8](repeating: 1, count: Limits.chunkBytes / 2)
        writer.append(channel: 0, time: 1, payload: half)
        #expect(writer.openByteCount > half.count)
        writer.append(channel: 0, time: 2, payload: half)
        #expect(writer.openByteCount == 0)
        let largest = [UInt8](repeating: 0, count: Limits.messageBytes)
        let fits = writer.append(channel: 1, time: 3, payload: largest)
        let fitsNot = writer.append(channel: 1, time: 4, payload: largest + [0])
        #expect(fits && !fitsNot)
        writer.finish()
        let (messages, _) = try RecordingSample.read(writer.takeBytes())
        #expect(messages.map(\.time) == [1, 2, 3])
    }
}
