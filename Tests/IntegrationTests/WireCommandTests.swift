import Foundation
import Testing
import Wire

@testable import tombolo

/// What `tombolo wire` says of bytes, in this process.
@Suite struct WireCommandTests {
    private static let vectors = Repository.root.path + "/Protocol/vectors"
    private let schema: Schema

    init() throws { schema = try Schema.compiledIn() }

    @Test func `the schema that is compiled in has every kind`() {
        #expect(Set(schema.messages.keys) == Set(MessageKind.allCases.map(\.rawValue)))
        for kind in MessageKind.allCases {
            #expect(schema.messages[kind.rawValue]?.name == "\(kind)")
        }
    }

    @Test func `a latent is shown field by field, with offset, unit and meaning`() throws {
        let text = try text("valid/latent")
        #expect(text.refusal == nil)
        #expect(text.lines[0] == "latent: device -> coordinator, 80 bytes")
        let rows = text.rows.map { "\($0.offset) \($0.field) \($0.value) \($0.unit)" }
        #expect(rows.contains("4 kind 4 latent "))
        #expect(rows.contains("12 checksum 0xd6a834d8 "))
        #expect(rows.contains("16 epoch 0x123456789abcdef "))
        #expect(rows.contains("32 captureStamp 77000000000 ns"))
        #expect(rows.contains("40 budget 183250 us"))
        #expect(rows.contains("68 latents[0].latentByteCount 342 byte"))
        #expect(text.lines.contains { $0.contains("183.250 ms; what remains at sending") })
    }
    @Test func `members, names, tokens, nothings and traces are shown where they lie`() throws {
        let result = try text("valid/batch-result").rows
        #expect(result.first { $0.field == "members[2].status" }?.value == "2 malformed")
        #expect(
            result.first { $0.field == "members[2].status" }?.offset == 32 + 40 + 2 * 24 + 16)
        let outcome = try text("valid/outcome-missing-reference").rows
        #expect(outcome.contains { $0.field == "cause" && $0.value == "13 missingReference" })
        #expect(outcome.contains { $0.field == "reference" && $0.value == "2 missing" })
        let plan = try text("valid/plan-held").rows
        #expect(plan.contains { $0.field == "reference" && $0.value == "1 held" })
        let sensors = try text("valid/batch-of-sensors").rows
        #expect(
            sensors.first { $0.field == "members[1].latents[0].latentByteCount" }?.value == "342")
        // Behind the header, a member of three sensors and its link of as many.
        #expect(
            sensors.first { $0.field == "members[1].sequence" }?.offset == 40 + 40 + 72 + 88 + 16)
        let hello = try text("valid/hello-sent-here").rows
        #expect(hello.first { $0.field == "name" }?.value == "arm")
        #expect(hello.last?.field == "token" && hello.last?.offset == 88)
        let report = try text("valid/failsafe-report-stopping").rows
        #expect(report.contains { $0.field == "planAge" && $0.value == "4294967295 none" })
        #expect(report.contains { $0.field == "stopLevel" && $0.value == "2 inLane" })
        let traced = try text("valid/traced-latent").rows
        #expect(traced.first { $0.field == "trace.parentID" }?.value == "00f067aa0ba902b7")
        #expect(traced.first { $0.field == "budget" }?.offset == 72)
    }
    @Test func `a chain's fields lie in their columns, however long their paths are`() throws {
        let text = try text("valid/batch-of-chains")
        // Three members, the last with eight links of one latent each: no column moves.
        let meaning = try #require(text.lines[1].range(of: "meaning"))
        let column = text.lines[1].distance(from: text.lines[1].startIndex, to: meaning.lowerBound)
        for (line, row) in zip(text.lines.dropFirst(2), text.rows) {
            #expect(line.dropFirst(column).hasPrefix(row.meaning) == true, "\(line)")
        }
        func row(_ field: String) -> FrameText.Row? { text.rows.first { $0.field == field } }
        #expect(row("members[2].links[0].latents[0].reference")?.value == "0 none")
        #expect(row("members[2].links[7].latents[0].reference")?.value == "860")
        #expect(row("members[2].links[7].payloadChecksum")?.value == "0x60000007")
        #expect(row("members[2].links[7].sequence")?.value == "870")
        #expect(row("members[2].latents[0].reference")?.value == "870")
        #expect(row("memberByteCount")?.value == "40")
    }
    @Test func `every valid vector is shown to its last byte`() throws {
        for path in try ControlInput.files(in: [Self.vectors + "/valid"]) {
            let bytes = try ControlInput.file(path)
            let text = FrameText(bytes, schema)
            #expect(text.refusal == nil && text.lines.count > 11, "\(path)")
            let last = try #require(text.rows.last)
            #expect(bytes.count - last.offset <= 136 && last.offset < bytes.count, "\(path)")
        }
    }
    @Test func `a refusal says why and where`() throws {
        let places: [(String, String)] = [
            ("another-protocol", "wrongMagic at offset 0: "),
            ("unknown-kind", "unknownKind at offset 4: "),
            ("unknown-flag", "unknownFlags at offset 5: "),
            ("bit-flipped", "wrongChecksum at offset 12: "),
            ("reserved-not-zero", "reservedNotZero at offset 39: "),
            ("multiplier-zero", "outOfRange at offset 72: "),
            ("unknown-reason", "unknownValue at offset 32: "),
            ("severity-of-another-state", "outOfRange at offset 47: "),
            ("name-not-utf8", "illegalName at offset 80: "),
            ("endpoint-with-blank", "illegalEndpoint at offset 72: "),
            ("trailing-bytes", "trailingBytes at offset 40: "),
            ("links-not-growing", "outOfRange at offset 312: "),
            ("link-not-below-its-member", "outOfRange at offset 552: "),
            ("link-without-number", "outOfRange at offset 272: "),
            ("sensors-not-growing", "outOfRange at offset 98: "),
            ("planned-without-reference", "outOfRange at offset 68: "),
            ("header-cut", "truncated at offset 31: "),
        ]
        for (name, beginning) in places {
            let text = try text("invalid/\(name)")
            #expect(text.refusal?.description.hasPrefix(beginning) == true, "\(name)")
        }
        // Nothing that moves a terminal's cursor is printed.
        let escaped = try text("invalid/name-with-escape")
        #expect(!escaped.lines.contains { $0.contains("\u{1B}") })
    }
    @Test func `no damage traps, and what decodes is not refused`() throws {
        for path in try ControlInput.files(
            in: [Self.vectors]
                .flatMap { [$0 + "/valid", $0 + "/invalid"] })
        {
            let bytes = try ControlInput.file(path)
            for place in bytes.indices.prefix(160) {
                var damaged = bytes
                damaged[place] ^= 0xFF
                #expect(!FrameText(damaged, schema).lines.isEmpty)
                #expect(!FrameText(Array(bytes.prefix(place)), schema).lines.isEmpty)
            }
        }
    }

    @Test func `digits may have blanks and colons, and must be whole bytes`() {
        #expect(ControlInput.digits("54:4d 01\n0A") == [0x54, 0x4D, 0x01, 0x0A])
        #expect(ControlInput.digits("544") == nil && ControlInput.digits("xx") == nil)
        #expect(ControlInput.digits(" ") == nil)
        #expect(throws: ControlInputError.neitherFileNorDigits("nothing")) {
            try ControlInput.bytes(of: ["nothing"])
        }
        #expect(throws: ControlInputError.unreadable("/nowhere")) {
            try ControlInput.files(in: ["/nowhere"])
        }
    }

    @Test func `the vectors are as they should be`() throws {
        let results = try VectorCheck(folder: Self.vectors).results()
        #expect(results.filter { $0.difference != nil }.map(\.line) == [])
        #expect(results.count > 110)
    }
    @Test func `a vector that differs is named`() throws {
        let folder = NSTemporaryDirectory() + "tombolo-vectors-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: Self.vectors, toPath: folder)
        func replace(_ name: String, by other: String) throws {
            let bytes = try ControlInput.file(Self.vectors + "/" + other)
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        try replace("valid/drain.bin", by: "valid/goodbye.bin")
        try replace("valid/hello.bin", by: "invalid/bit-flipped.bin")
        try replace("invalid/empty.bin", by: "valid/drain.bin")
        try replace("evolution/drain-longer.bin", by: "valid/goodbye.bin")
        try replace("evolution/kind-unknown.bin", by: "valid/goodbye.bin")
        try replace("latent/noise.bin", by: "latent/zeros.bin")
        let results = try VectorCheck(folder: folder).results()
        let differences = results.compactMap { result in
            result.difference.map { "\(result.name) \($0.prefix(12))" }
        }
        #expect(
            differences == [
                "valid/drain means someth", "valid/hello is refused: ",
                "invalid/empty is taken", "evolution/drain-longer means someth",
                "evolution/kind-unknown is taken", "latent/noise decodes to a",
            ])
    }
    @Test func `a summary says kind, epoch, sequence and sizes in a line`() throws {
        let summary = FrameSummary(try ControlInput.file(Self.vectors + "/valid/plan.bin"))
        let words = summary.line.split(separator: " ").joined(separator: " ")
        #expect(words == "plan epoch 123456789abcdef sequence 41 88 bytes, payload 412")
    }

    @Test func `a schema that cannot be read says what is wrong`() throws {
        #expect(throws: SchemaError.malformed(offset: 0)) { try Schema("nothing") }
        #expect(throws: SchemaError.self) { try Schema("<a><b></a>") }
        #expect(throws: SchemaError.incomplete(element: "protocol", attribute: "header")) {
            try Schema("<protocol/>")
        }
        let deep = String(repeating: "<a>", count: 17) + String(repeating: "</a>", count: 17)
        #expect(throws: SchemaError.tooDeep(limit: 16)) { try SchemaElement.root(of: deep) }
        #expect(
            try SchemaElement.root(of: "<a b=\"1 &lt; 2\"><!-- no --> x &amp; y</a>")
                == SchemaElement(
                    name: "a", attributes: ["b": "1 < 2"], children: [], text: " x & y"))
    }

    private func text(_ name: String) throws -> FrameText {
        FrameText(try ControlInput.file(Self.vectors + "/" + name + ".bin"), schema)
    }
}
