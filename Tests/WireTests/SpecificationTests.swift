import Foundation
import Testing

/// `Protocol/SPEC.md` says the same as `Protocol/messages.xml`, row by row.
///
/// With `TOMBOLO_WRITE_VECTORS=1` in the environment the tables are written instead of compared.
@Suite(.serialized) struct SpecificationTests {
    private static let file = Schema.root.appending(path: "Protocol/SPEC.md")
    private static let writes =
        ProcessInfo.processInfo.environment["TOMBOLO_WRITE_VECTORS"] == "1"
    private let schema: Schema

    init() throws { schema = try Schema.read() }

    @Test func `every message has its section and its tables`() throws {
        for message in schema.messages {
            let section = try SpecificationTables.section(message, schema)
            try expect(section.tables, below: section.heading)
        }
        let headings = try Self.lines().filter { $0.hasPrefix("### ") && $0.contains(": ") }
        #expect(headings.count == schema.messages.count)
    }
    @Test func `the trace context, the values and the limits have their tables`() throws {
        try expect(
            try SpecificationTables.tables(schema.trace, of: "trace context", schema),
            below: "### Trace context")
        try expect([SpecificationTables.enumerations(schema)], below: "### Values")
        try expect([SpecificationTables.limits(schema)], below: "## 7. Limits")
    }
    /// The header's table says why each field is worth its bytes, so only its first columns are
    /// the schema's.
    @Test func `the header's table has the schema's offsets, names and types`() throws {
        // The first runs of such lines are the picture of the header.
        let rows = try tables(below: "## 3. Header").last ?? []
        #expect(
            rows.dropFirst(2).map { row in
                row.split(separator: "|").prefix(3).map { $0.trimmingCharacters(in: .whitespaces) }
            } == schema.header.fields.map { ["\($0.offset)", $0.name, $0.type] })
    }

    /// The example's bytes are a golden vector's, so they are right if that is.
    @Test func `the worked example is the golden latent, byte by byte`() throws {
        let vector = Schema.root.appending(path: "Protocol/vectors/valid/latent.bin")
        let bytes = Array(try Data(contentsOf: vector))
        let latent = try #require(schema.messages.first { $0.name == "latent" })
        let example = SpecificationTables.example(
            bytes, [schema.header, latent.block] + latent.block.parts.compactMap(\.entry))
        var lines = try Self.lines()
        let heading = try #require(lines.firstIndex(of: "## 11. Worked example"))
        let start = try #require(lines[heading...].firstIndex(of: "```")) + 1
        let end = try #require(lines[start...].firstIndex(of: "```"))
        if Self.writes {
            lines.replaceSubrange(start..<end, with: example)
            try lines.joined(separator: "\n")
                .write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(Array(lines[start..<end]) == example)
        }
        // Whatever the lines look like, their bytes one after the other are the vector's.
        let shown = example.dropFirst().flatMap { line in
            line.dropFirst(8).prefix(25).split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
        #expect(shown == bytes)
    }

    private func expect(_ tables: [[String]], below heading: String) throws {
        if Self.writes { try write(tables, below: heading) }
        #expect(try self.tables(below: heading) == tables, "\(heading)")
    }
    /// The runs of table lines between `heading` and the next heading.
    private func tables(below heading: String) throws -> [[String]] {
        let lines = try Self.lines()
        return try runs(in: lines, below: heading).map { Array(lines[$0]) }
    }
    private func write(_ tables: [[String]], below heading: String) throws {
        var lines = try Self.lines()
        let runs = try runs(in: lines, below: heading)
        try #require(runs.count == tables.count, "\(heading): \(tables.count) tables")
        for (run, table) in zip(runs, tables).reversed() { lines.replaceSubrange(run, with: table) }
        try lines.joined(separator: "\n").write(to: Self.file, atomically: true, encoding: .utf8)
    }
    private func runs(in lines: [String], below heading: String) throws -> [Range<Int>] {
        let start = try #require(lines.firstIndex(of: heading), "there is no '\(heading)'")
        let end = lines[(start + 1)...].firstIndex { $0.hasPrefix("#") } ?? lines.count
        var runs: [Range<Int>] = []
        for index in start + 1..<end where lines[index].hasPrefix("|") {
            if let last = runs.last, last.upperBound == index {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }
    private static func lines() throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    }
}
