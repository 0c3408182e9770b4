import Foundation
import Testing

@testable import Wire

/// The golden vectors that `Protocol/SPEC.md` shares with other implementations.
///
/// With `TOMBOLO_WRITE_VECTORS=1` in the environment the tests write the files instead of reading
/// them; the change then shows in review, with the specification's.
@Suite struct VectorTests {
    private static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Protocol/vectors")
    private static let writes =
        ProcessInfo.processInfo.environment["TOMBOLO_WRITE_VECTORS"] == "1"

    @Test func `valid vectors are what is written and read`() throws {
        for sample in Samples.all {
            let bytes = try golden("valid", sample.name, sample.envelope.bytes) {
                Meaning.json(sample.name, sample.envelope)
            }
            #expect(bytes == sample.envelope.bytes, "\(sample.name)")
            #expect(try FrameDecoder.decode(bytes).envelope == sample.envelope, "\(sample.name)")
        }
        try expectNoOthers("valid", Samples.all.map(\.name))
    }

    @Test func `invalid vectors are refused for their reason`() throws {
        for frame in InvalidFrames.all {
            let bytes = try golden("invalid", frame.name, frame.bytes) {
                Meaning.json(frame.name, frame.error)
            }
            #expect(Mangling.error(bytes) == frame.error, "\(frame.name)")
        }
        try expectNoOthers("invalid", InvalidFrames.all.map(\.name))
    }

    @Test func `vectors of a later minor version are read or refused as evolution demands`() throws
    {
        for frame in EvolutionFrames.read {
            let bytes = try golden("evolution", frame.name, frame.bytes) {
                Meaning.json(frame.name, frame.envelope)
            }
            #expect(try FrameDecoder.decode(bytes).envelope == frame.envelope, "\(frame.name)")
        }
        for frame in EvolutionFrames.refused {
            let bytes = try golden("evolution", frame.name, frame.bytes) {
                Meaning.json(frame.name, frame.error)
            }
            #expect(Mangling.error(bytes) == frame.error, "\(frame.name)")
        }
        try expectNoOthers(
            "evolution", EvolutionFrames.read.map(\.name) + EvolutionFrames.refused.map(\.name))
    }

    /// The bytes of a vector, after comparing its meaning; writes both first if told to.
    private func golden(
        _ folder: String, _ name: String, _ bytes: [UInt8], meaning: () -> String
    ) throws -> [UInt8] {
        let stem = Self.directory.appending(path: "\(folder)/\(name)")
        let (binary, text) = (
            stem.appendingPathExtension("bin"), stem.appendingPathExtension("json")
        )
        if Self.writes {
            try FileManager.default.createDirectory(
                at: stem.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: binary)
            try Data(meaning().utf8).write(to: text)
        }
        let read = try Data(contentsOf: text)
        #expect(String(decoding: read, as: UTF8.self) == meaning(), "\(name)")
        return Array(try Data(contentsOf: binary))
    }
    private func expectNoOthers(_ folder: String, _ names: [String]) throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: Self.directory.appending(path: folder).path())
        #expect(files.sorted() == names.flatMap { ["\($0).bin", "\($0).json"] }.sorted())
    }
}
