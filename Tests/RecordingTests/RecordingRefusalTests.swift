import Testing

@testable import Recording

/// Each way in which a file is refused, at the byte where it shows.
@Suite struct RecordingRefusalTests {
    private let start = UInt64(8 + 9 + 4 + 4 + 5)

    private func file(_ records: (opcode: UInt8, content: [UInt8])...) -> [UInt8] {
        var builder = ByteBuilder()
        builder.append(Opcode.magic)
        for record in [(opcode: UInt8(1), content: header)] + records {
            builder.append(record.opcode)
            builder.append(UInt64(record.content.count))
            builder.append(record.content)
        }
        return builder.bytes
    }
    private var header: [UInt8] {
        content {
            $0.append(""); $0.append("tests")
        }
    }
    private func content(_ fill: (inout ByteBuilder) -> Void) -> [UInt8] {
        var builder = ByteBuilder()
        fill(&builder)
        return builder.bytes
    }
    private func chunk(
        _ inside: [UInt8], compression: String = "", count: UInt64? = nil, check: UInt32 = 0
    ) -> [UInt8] {
        content {
            $0.append(UInt64(0))
            $0.append(UInt64(9))
            $0.append(count ?? UInt64(inside.count))
            $0.append(check)
            $0.append(compression)
            $0.append(UInt64(inside.count))
            $0.append(inside)
        }
    }
    private func expect(_ error: RecordingError, of file: [UInt8]) {
        #expect(throws: error) { try RecordingSample.read(file) }
        #expect(!error.description.isEmpty)
    }

    @Test func `what is no MCAP, or no header`() {
        expect(.notMCAP, of: Array("{\"kind\":\"drive\"}".utf8))
        expect(.tooShort, of: [])
        expect(.tooShort, of: Array(Opcode.magic.prefix(5)))
        expect(.notMCAP, of: Opcode.magic + [5] + [UInt8](repeating: 0, count: 8))
        expect(
            .malformed(offset: 8, record: "header"),
            of: Opcode.magic + [1, 1] + [UInt8](repeating: 0, count: 8))
    }
    @Test func `a record that is too large`() {
        let size = UInt64(Limits.recordBytes + 1)
        let prefix = content {
            $0.append(UInt8(5)); $0.append(size)
        }
        expect(.tooLarge(offset: start, byteCount: size), of: file() + prefix)
        expect(
            .tooLarge(offset: start, byteCount: size),
            of: file((6, chunk([], compression: "lz4", count: size))))
    }
    @Test func `a message of no channel, and a channel of no schema`() {
        let message = content {
            $0.append(UInt16(3))
            $0.append(UInt32(0))
            $0.append(UInt64(1))
            $0.append(UInt64(1))
        }
        expect(.unknownReference(offset: start, number: 3), of: file((5, message)))
        let channel = content {
            $0.append(UInt16(1))
            $0.append(UInt16(8))
            $0.append("/a")
            $0.append("json")
            $0.append(UInt32(0))
        }
        expect(.unknownReference(offset: start, number: 8), of: file((4, channel)))
    }
    @Test func `chunks that are not what they say`() {
        expect(.malformed(offset: start, record: "chunk"), of: file((6, [1, 2, 3])))
        expect(
            .unknownCompression(offset: start, name: "zstd"),
            of: file((6, chunk([1], compression: "zstd"))))
        expect(.undecodable(offset: start), of: file((6, chunk([1, 2], compression: "lz4"))))
        expect(
            .undecodable(offset: start),
            of: file((6, chunk([1, 2], compression: "lz4", count: 1 << 20))))
        expect(
            .wrongChecksum(offset: start, record: "chunk"), of: file((6, chunk([], check: 5))))
        let nested = content {
            $0.append(UInt8(6)); $0.append(UInt64(0))
        }
        expect(
            .misplaced(offset: start, record: "record in a chunk"), of: file((6, chunk(nested))))
        let long = content {
            $0.append(UInt8(5)); $0.append(UInt64(99))
        }
        expect(.malformed(offset: start, record: "chunk"), of: file((6, chunk(long))))
    }
    @Test func `a compressed chunk that unpacks to more or fewer bytes than it says`() throws {
        let packed = try #require(LZ4Frame.compress([UInt8](repeating: 9, count: 5_000)))
        for count in [4_999, 5_001] as [UInt64] {
            expect(
                .undecodable(offset: start),
                of: file((6, chunk(packed, compression: "lz4", count: count))))
        }
    }
    @Test func `ends that are wrong`() {
        let footer = content {
            $0.append(UInt64(0)); $0.append(UInt64(0)); $0.append(UInt32(0))
        }
        expect(
            .misplaced(offset: start, record: "footer"), of: file((2, footer)) + Opcode.magic)
        expect(
            .wrongChecksum(offset: start, record: "data"),
            of: file((15, content { $0.append(UInt32(1)) })))
        let noCheck = content { $0.append(UInt32(0)) }
        let behind = start + 9 + 4
        expect(
            .misplaced(offset: behind, record: "end of data"),
            of: file((15, noCheck), (15, noCheck)))
        expect(
            .wrongCount(offset: behind, summary: 7, found: 0),
            of: file((15, noCheck), (11, content { $0.append(UInt64(7)) })))
        let whole = file((15, noCheck), (2, footer)) + Opcode.magic
        #expect((try? RecordingSample.read(whole).ending) == .finished)
        expect(
            .malformed(offset: UInt64(whole.count - 8), record: "end of the file"),
            of: whole + [0])
    }
    @Test func `a source that cannot be read`() {
        struct Broken: RecordingSource {
            let byteCount: UInt64 = 100
            func read(at offset: UInt64, count: Int) -> [UInt8]? { nil }
        }
        #expect(throws: RecordingError.unreadable(offset: 0)) { try RecordingReader(Broken()) }
    }
    @Test func `the checksum is that of zlib`() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xcbf4_3926)
    }
}
