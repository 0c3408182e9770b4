import Foundation
import Randomness
import Recording
import Testing

@testable import Runtime

@Suite struct RecordingFileTests {
    private func messages(_ path: String) throws -> [RecordedMessage] {
        let source = try #require(RecordingFileSource(path: path))
        var reader = try RecordingReader(source)
        var messages: [RecordedMessage] = []
        while let message = try reader.next() { messages.append(message) }
        #expect(reader.ending == .finished)
        return messages
    }
    private func size(_ path: String) -> UInt64 { RecordingFileSource(path: path)?.byteCount ?? 0 }

    @Test func `a recording never exceeds its limit, and its newest half is always there`() throws {
        let path = RecordedDrive.path()
        defer { RecordedDrive.remove(path) }
        let limit: UInt64 = 1 << 20
        var file = try RecordingFile(path: path, byteLimit: limit)
        var random = Seed(4).stream("noise")
        file.append(.drive, #"{"kind":"drive"}"#, at: 1)
        for index in 1...3_000 {
            let noise = (0..<1_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            file.append(.inputs, noise, at: UInt64(index) * 20_000_000)
            guard index.isMultiple(of: 50) else { continue }
            #expect(size(path) + size(RecordingFile.previousPath(of: path)) <= limit)
        }
        file.finish()
        #expect(file.lost == 0 && file.failure == nil)
        let older = try messages(RecordingFile.previousPath(of: path))
        let newer = try messages(path)
        #expect(size(path) + size(RecordingFile.previousPath(of: path)) <= limit)
        // Both begin with what stands in each file, and there is no gap between them.
        #expect(older.first?.payload == Array(#"{"kind":"drive"}"#.utf8))
        #expect(newer.first?.payload == older.first?.payload)
        let times = (older.dropFirst() + newer.dropFirst()).map { $0.time / 20_000_000 }
        #expect(times.last == 3_000)
        #expect(times == Array((3_001 - UInt64(times.count))...3_000))
        #expect(UInt64(times.count) * 1_000 > limit / 3)
    }
    @Test func `what lies beside a recording from another drive is removed`() throws {
        let path = RecordedDrive.path()
        defer { RecordedDrive.remove(path) }
        let previous = RecordingFile.previousPath(of: path)
        #expect(previous.hasSuffix(".previous.mcap"))
        try Data([1]).write(to: URL(fileURLWithPath: previous))
        var file = try RecordingFile(path: path, byteLimit: 1 << 20)
        file.finish()
        #expect(!FileManager.default.fileExists(atPath: previous))
    }
    @Test func `a message that fits in no file is counted and the recording goes on`() throws {
        let path = RecordedDrive.path()
        defer { RecordedDrive.remove(path) }
        var file = try RecordingFile(path: path, byteLimit: 1 << 20)
        file.append(.inputs, [1], at: 1)
        file.append(.inputs, [UInt8](repeating: 0, count: 1 << 20), at: 2)
        file.append(.inputs, [3], at: 3)
        file.finish()
        #expect(file.lost == 1)
        #expect(try messages(path).map(\.payload) == [[1], [3]])
    }
    @Test func `a full disk ends the recording, says why and counts what is lost`() throws {
        var file = try RecordingFile(path: "/dev/full", byteLimit: 1 << 20)
        for index in 0..<10 { file.append(.inputs, [1], at: UInt64(index)) }
        file.finish()
        #expect(file.failure == "No space left on device")
        #expect(file.lost == 10)
    }
    @Test func `a folder that is not there is refused with the reason`() {
        let error = #expect(throws: RecordingFileError.self) {
            try RecordingFile(path: "/nowhere/at/all.mcap", byteLimit: 1 << 20)
        }
        #expect(error?.description.contains("No such file") == true)
    }
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `bytes are written as RFC 4648 says`(bytes: String, text: String) {
        #expect(Base64.text(of: Array(bytes.utf8)) == text)
    }
    @Test func `every channel has a topic of its own and says what its fields are`() throws {
        let topics = DriveChannel.allCases.map(\.topic)
        #expect(Set(topics).count == topics.count)
        for channel in DriveChannel.allCases {
            #expect(DriveChannel(topic: channel.topic) == channel)
            guard let schema = channel.channel.schema else {
                #expect(channel == .inputs)
                continue
            }
            let object = try JSONSerialization.jsonObject(with: Data(schema.text.utf8))
            let properties = try #require((object as? [String: Any])?["properties"])
            #expect((properties as? [String: Any])?.count == channel.fields.count)
        }
        #expect(DriveChannel(topic: "/nothing") == nil)
    }
}
