import Foundation
import Testing
import Timekeeping
import Wire

@testable import tombolo

/// The files of `Protocol/cases`, and what reads and writes them.
@Suite struct CaseTests {
    private static let folder = Repository.root.path + "/Protocol/cases"
    private static let vectors = Repository.root.path + "/Protocol/vectors"

    @Test func `every case quotes the specification and is called by its number`() throws {
        func words(_ text: String) -> String {
            text.split { $0.isWhitespace }.joined(separator: " ")
        }
        let specification = words(
            try String(contentsOfFile: Repository.root.path + "/Protocol/SPEC.md", encoding: .utf8))
        let cases = try CaseFolder(Self.folder).cases
        #expect(cases.count > 200 && Set(cases.map(\.id)).count == cases.count)
        for sentence in Set(cases.map(\.sentence)) {
            #expect(specification.contains(words(sentence)), "\(sentence)")
        }
        for one in cases {
            #expect(one.title.count <= 67 || one.each != nil, "\(one.id) has a long title")
            #expect(one.description.count > 10, "\(one.id)")
        }
        for role in ConformanceRole.allCases {
            #expect(cases.count { $0.role == role } > 20, "\(role)")
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        where name.first?.isNumber == true {
            let number = name.dropLast(".json".count)
            #expect(cases.contains { $0.id == number || $0.id.hasPrefix(number + ".") }, "\(name)")
        }
    }
    @Test func `cases are in the order of their numbers, and chosen by them`() throws {
        let ids = try CaseFolder(Self.folder).cases.map(\.id)
        let first = try #require(ids.firstIndex(of: "1.9"))
        let tenth = try #require(ids.firstIndex(of: "1.10"))
        #expect(first + 1 == tenth)
        let one = try #require(try CaseFolder(Self.folder).cases.first)
        #expect(one.fits("1.1") && one.fits("1.*") && one.fits("*"))
        #expect(!one.fits("1") && !one.fits("2.*"))
    }
    @Test func `there is a case for each invalid vector, from every side`() throws {
        let folder = try CaseFolder(Self.folder)
        let count = folder.vectors.keys.count { $0.hasPrefix("invalid/") }
        for group in ["5.1.", "5.2.", "5.3."] {
            #expect(folder.cases.count { $0.id.hasPrefix(group) } == count)
        }
    }

    @Test func `what a vector means is written as its bytes and read back`() throws {
        let fields = FrameFields(schema: try Schema.compiledIn())
        var count = 0
        for path in try ControlInput.files(in: [Self.vectors + "/valid"]) {
            let bytes = try ControlInput.file(path)
            let text = try ControlInput.file(String(path.dropLast(4)) + ".json")
            let value = try JSONDecoder().decode(CaseValue.self, from: Data(text))
            // A severity follows from the state; here nothing follows but counts.
            guard let message = value["message"]?.text, message != "failsafeReport"
            else { continue }
            var values = value["fields"]?.object ?? [:]
            if message == "plan" { values["payloadByteCount"] = nil }
            let (kind, body) = try fields.body(of: message, values)
            #expect(kind == bytes[4] && Array(bytes.suffix(body.count)) == body, "\(path)")
            #expect(body.count == Int(bytes[6]) + Int(bytes[7]) << 8, "\(path)")
            let read = fields.read(bytes)
            for (key, value) in values where value.list == nil {
                #expect(read.first { $0.path == key }?.value == value, "\(path): \(key)")
            }
            #expect(read.first { $0.path == "epoch" }?.value == value["epoch"])
            count += 1
        }
        #expect(count > 20)
    }
    @Test func `a field that is unknown, missing or unfit is the author's mistake`() throws {
        let fields = FrameFields(schema: try Schema.compiledIn())
        #expect(throws: CaseError.unknownName("hullo")) { try fields.body(of: "hullo", [:]) }
        #expect(throws: CaseError.unknownKey("reasons", in: "goodbye")) {
            try fields.body(of: "goodbye", ["reasons": .number(1)])
        }
        #expect(throws: CaseError.missing("reason", in: "goodbye")) {
            try fields.body(of: "goodbye", [:])
        }
        #expect(throws: CaseError.unknownName("tired")) {
            try fields.body(of: "goodbye", ["reason": .text("tired")])
        }
        // What is not legal can be written all the same.
        #expect(try fields.body(of: "goodbye", ["reason": .number(77)]).bytes[0] == 77)
    }
    @Test func `a case that says what nobody understands is refused`() throws {
        func read(_ steps: String) throws {
            let text = """
                {"id": "0.1", "title": "t", "role": "device", "sentence": "s", "description": "d",
                 "steps": [\(steps)]}
                """
            let value = try JSONDecoder().decode(CaseValue.self, from: Data(text.utf8))
            _ = try CaseReader(vectors: []).cases(value)
        }
        #expect(throws: CaseError.self) { try read("") }
        #expect(throws: CaseError.self) { try read("{\"shout\": \"device\"}") }
        #expect(throws: CaseError.self) { try read("{\"wait\": -5}") }
        #expect(throws: CaseError.self) { try read("{\"wait\": 60001}") }
        #expect(throws: CaseError.self) {
            try read("{\"send\": {\"massage\": \"hello\"}, \"peer\": \"device\"}")
        }
        #expect(throws: CaseError.self) { try read("{\"send\": {\"message\": \"hello\"}}") }
        try read("{\"wait\": 60000}")
    }
    @Test func `numbers are exact, and variables count on from them`() throws {
        let text = "{\"a\": 18446744073709551615, \"b\": [1.5, -2, null, true]}"
        let value = try JSONDecoder().decode(CaseValue.self, from: Data(text.utf8))
        #expect(value["a"]?.number == .max)
        #expect(value["b"]?.list == [.real(1.5), .real(-2), .null, .truth(true)])
        var variables = CaseVariables()
        variables["x.y"] = .number(10)
        #expect(try variables.resolve(.text("$x.y+5")) == .number(15))
        #expect(
            try variables.resolve(.list([.text("$x.y-11"), .text("y")]))
                == .list([.number(0), .text("y")]))
        #expect(throws: CaseError.unknownVariable("z")) { try variables.resolve(.text("$z")) }
    }
    @Test func `a number is as near as it must be to one whole periods away`() throws {
        func mismatch(_ stamp: UInt64, _ constraint: [String: UInt64]) throws -> String? {
            let frame = SeenFrame(
                name: "latent", fields: [FrameField(path: "stamp", value: .number(stamp))],
                payloads: [],
                envelope: Envelope(
                    epoch: 1, sequence: 1, message: .goodbye(.init(reason: .failed))),
                arrival: .origin)
            let wanted = CaseValue.object(constraint.mapValues { .number($0) })
            return try FramePattern(
                message: "latent", fields: ["stamp": wanted], payload: nil, name: nil,
                isStrict: true
            ).mismatch(frame, CaseVariables())
        }
        let near = ["near": 207, "every": 100, "by": 10] as [String: UInt64]
        for stamp in [0, 7, 17, 97, 107, 117, 197, 1_000_000_017] as [UInt64] {
            #expect(try mismatch(stamp, near) == nil, "\(stamp)")
        }
        for stamp in [18, 50, 96, 118, 196, 1_000_000_018] as [UInt64] {
            #expect(try mismatch(stamp, near) != nil, "\(stamp)")
        }
        #expect(try mismatch(17, near.merging(["min": 18]) { $1 }) != nil)
        #expect(throws: CaseError.self) { try mismatch(1, ["near": 1, "every": 0, "by": 0]) }
        #expect(throws: CaseError.self) { try mismatch(1, ["near": 1, "by": 0]) }
    }
    @Test func `a control part is damaged as the case says, and only so`() throws {
        let fields = FrameFields(schema: try Schema.compiledIn())
        let (kind, body) = try fields.body(of: "goodbye", ["reason": .text("finished")])
        func control(_ mutation: CaseValue, _ header: [String: CaseValue] = [:]) throws -> [UInt8] {
            try FrameMutation(mutation).control(
                kind: kind, body: body, header: header, epoch: 3, sequence: 4, payloadByteCount: 0
            ).damaged
        }
        let sound = try control(.object([:]))
        #expect(try FrameDecoder.decode(sound).envelope.sequence == 4)
        let refusals: [([UInt8], String)] = [
            (try control(.object(["append": .text("0000000000000000")])), "trailingBytes"),
            (try control(.object(["cut": .number(3)])), "wrongLength"),
            (try control(.object(["flip": .number(32)])), "wrongChecksum"),
            (try control(.null, ["flags": .number(129)]), "unknownFlags"),
            (try control(.null, ["major": .number(9)]), "unsupportedVersion"),
            (try control(.null, ["checksum": .number(5)]), "wrongChecksum"),
        ]
        for (bytes, name) in refusals {
            #expect(FrameSummary(bytes).refusal?.name == name)
        }
        #expect(FrameSummary(try control(.null, ["checksum": .text("absent")])).refusal == nil)
    }
}
