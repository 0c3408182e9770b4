/// The tables of `Protocol/SPEC.md`, as the schema says them.
enum SpecificationTables {
    /// The heading of a message's section and its tables, each a list of lines.
    static func section(
        _ message: SchemaMessage, _ schema: Schema
    ) throws -> (heading: String, tables: [[String]]) {
        let parts =
            switch message.payload {
            case "none": ""
            case "one": ", one payload part"
            default:
                message.name == "batch"
                    ? ", payload parts of each member's links and its own"
                    : ", one payload part a member"
            }
        let heading = "### \(message.id) \(message.name): \(message.flow)\(parts)"
        guard !message.block.fields.isEmpty else { return (heading, []) }
        return (heading, try tables(message.block, of: nil, schema))
    }
    static func tables(
        _ block: SchemaBlock, of entry: String?, _ schema: Schema
    ) throws -> [[String]] {
        let offset = entry.map { "offset in \($0)" } ?? "offset"
        var table = ["| \(offset) | field | type | unit | range | meaning |"]
        table.append("| --- | --- | --- | --- | --- | --- |")
        for field in block.fields { table.append(try row(field, schema)) }
        for part in block.parts { table.append(row(part, block)) }
        var tables = [table]
        for part in block.parts {
            guard let entry = part.entry else { continue }
            tables += try Self.tables(entry, of: singular(part.name), schema)
        }
        return tables
    }
    static func limits(_ schema: Schema) -> [String] {
        ["| limit | value | unit | what it bounds, and why |", "| --- | --- | --- | --- |"]
            + schema.limits.map {
                "| \($0.name) | \(grouped($0.value)) | \($0.unit) | \($0.reason) |"
            }
    }
    static func enumerations(_ schema: Schema) -> [String] {
        var table = ["| enumeration | number | name | meaning |", "| --- | --- | --- | --- |"]
        for enumeration in schema.enumerations {
            table += enumeration.values.map {
                "| \(enumeration.name) | \($0.number) | \($0.name) | \($0.meaning) |"
            }
        }
        return table
    }

    /// A control part without groups and tails, a line for each of its fields.
    static func example(
        _ bytes: [UInt8], _ blocks: [SchemaBlock]
    ) -> [String] {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        var base = 0
        var lines = ["offset  bytes                    field             value"]
        for block in blocks {
            for field in block.fields {
                let start = base + field.offset
                let content = bytes[start..<start + field.byteCount]
                let digits = content.map { byte in
                    (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }
                let number = content.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                let isBits = ["magic", "flags", "checksum", "epoch", "payloadChecksum"]
                    .contains(field.name)
                let value = isBits ? "0x" + String(number, radix: 16) : grouped(number)
                let unit = field.unit.map { " " + $0 } ?? ""
                let place = String(start)
                lines.append(
                    String(repeating: " ", count: 6 - place.count) + place + "  "
                        + padded(digits.joined(separator: " "), 25) + padded(field.name, 18)
                        + (field.isReserved ? "0" : value + unit))
            }
            base += block.byteCount
        }
        return lines
    }

    private static func row(_ field: SchemaField, _ schema: Schema) throws -> String {
        guard !field.isReserved else {
            return "| \(field.offset) | reserved | \(bytes(field.byteCount)) | | 0 | |"
        }
        let type = field.type == "bytes" ? bytes(field.byteCount) : field.type
        let cells = [
            "\(field.offset)", field.name, type, field.unit ?? "", try range(field, schema),
            field.meaning,
        ]
        return line(cells)
    }
    private static func row(_ part: SchemaPart, _ block: SchemaBlock) -> String {
        let offset = part.offset.map(String.init) ?? "behind \(part.behind ?? "?")"
        if let entry = part.entry {
            let count = block.fields.first { $0.counts == part.name }?.name ?? "?"
            return line([
                offset, part.name, "\(bytes(entry.byteCount)) each", "", "\(count) of them",
                part.meaning,
            ])
        }
        let count = block.fields.first { $0.byteCountOf == part.name }?.name ?? "?"
        return line([
            offset, part.name, "\(part.type), then zeros up to a multiple of 8", "",
            ["\(count) bytes", part.rule].compactMap { $0 }.joined(separator: ", "), part.meaning,
        ])
    }
    private static func range(_ field: SchemaField, _ schema: Schema) throws -> String {
        var words: [String] = []
        if let name = field.enumeration {
            words.append("\(name):")
            words[0] += try schema.enumeration(name).values
                .map { " \($0.number) \($0.name)" }.joined(separator: ",")
        } else if let minimum = field.minimum, let maximum = field.maximum {
            words.append(
                minimum == maximum
                    ? grouped(minimum) : "\(grouped(minimum)) to \(grouped(maximum))")
        } else if field.rule == nil {
            words.append("any")
        }
        if let invalid = field.invalid { words.append("\(grouped(invalid)) is none") }
        if let rule = field.rule { words.append(rule) }
        return words.joined(separator: "; ")
    }

    private static func line(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }
    private static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
    private static func singular(_ name: String) -> String {
        name.hasSuffix("s") ? String(name.dropLast()) : name
    }
    /// Thousands parted by commas.
    private static func grouped(_ number: UInt64) -> String {
        var digits = String(number)
        for position in stride(from: digits.count - 3, to: 0, by: -3) {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
        }
        return digits
    }
}
