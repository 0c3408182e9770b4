import Wire

/// A control part as a table for people: every field, as far as the bytes go.
struct FrameText {
    /// A field that was read.
    struct Row: Hashable, Sendable {
        /// From the start of the control part.
        var offset: Int
        /// The path of groups and the field's name.
        var field: String
        /// The value as it is shown.
        var value: String
        /// The field's unit.
        var unit: String
        /// What the value says.
        var meaning: String
        /// The value as a number, if it is one.
        var number: UInt64?
    }

    /// The fields in the order of their bytes.
    private(set) var rows: [Row] = []
    /// Why the bytes must be refused, with where; nil for a legal frame.
    private(set) var refusal: FrameRefusal?

    private let bytes: [UInt8]
    private let schema: Schema
    private var title = "no frame"

    /// Reads `bytes` by `schema`, as far as they go.
    init(_ bytes: [UInt8], _ schema: Schema) {
        self.bytes = bytes
        self.schema = schema
        refusal = FrameSummary(bytes).refusal
        read()
        guard var refusal, refusal.offset == nil else { return }
        refusal.offset = placeOfError(refusal.error)
        self.refusal = refusal
    }

    /// The table, a line each.
    var lines: [String] {
        // Fields of groups in groups have long paths, and stay in their column.
        let width = max(32, (rows.map(\.field.count).max() ?? 0) + 1)
        var lines = [title, Self.line("offset", "field", width, "value", "unit", "meaning")]
        lines += rows.map {
            Self.line("\($0.offset)", $0.field, width, $0.value, $0.unit, $0.meaning)
        }
        return lines
    }
    private static func line(
        _ offset: String, _ field: String, _ width: Int, _ value: String, _ unit: String,
        _ meaning: String
    ) -> String {
        let line =
            TextColumn.right(offset, 6) + "  " + TextColumn.left(field, width)
            + TextColumn.left(value, 24) + TextColumn.left(unit, 9) + meaning
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}

extension FrameText {
    private mutating func read() {
        guard add(schema.header, path: "", at: 0) else { return }
        let flags = bytes[5]
        guard let message = schema.messages[bytes[4]] else { return }
        title = "\(message.name): \(message.flow), \(bytes.count) bytes"
        var place = schema.header.byteCount
        if flags & 2 != 0 {
            guard add(schema.trace, path: "trace.", at: place) else { return }
            place += schema.trace.byteCount
        }
        guard add(message.body, path: "", at: place) else { return }
        _ = addParts(message.body, path: "", base: place, known: [:])
    }

    /// Adds the fixed fields of a block; false if the bytes end before them.
    private mutating func add(_ block: Schema.Block, path: String, at base: Int) -> Bool {
        for field in block.fields {
            let start = base + field.offset
            guard start + field.byteCount <= bytes.count else { return false }
            rows.append(row(field, path: path, at: start))
        }
        return base + block.byteCount <= bytes.count
    }
    /// Adds what follows the fixed fields of a block at `base`; returns where it ends, or nil. A
    /// group in a group has the size of its entries said further out: `known`.
    private mutating func addParts(
        _ block: Schema.Block, path: String, base: Int, known: [String: Int]
    ) -> Int? {
        var known = known
        for (group, field) in block.sizes { known[group] = number(of: field, in: block, at: base) }
        var place = base + (path.isEmpty ? block.byteCount : known[Self.group(path)] ?? 0)
        for part in block.parts {
            guard let count = number(of: part.countField, in: block, at: base) else { return nil }
            if let entry = part.entry {
                // An entry that says less than it holds is refused; it is shown as it should be.
                known[part.name] = max(known[part.name] ?? 0, entry.byteCount)
                for index in 0..<count {
                    let entryPath = "\(path)\(part.name)[\(index)]."
                    guard add(entry, path: entryPath, at: place),
                        let end = addParts(entry, path: entryPath, base: place, known: known)
                    else { return nil }
                    place = end
                }
            } else {
                guard place + count <= bytes.count else { return nil }
                if count > 0 { rows.append(row(part, path: path, at: place, count)) }
                place += (count + 7) / 8 * 8
            }
        }
        return place
    }
    /// The group that the last entry of `path` belongs to.
    private static func group(_ path: String) -> String {
        let entry = path.split(separator: ".").last ?? ""
        return String(entry.prefix { $0 != "[" })
    }

    private func number(of name: String, in block: Schema.Block, at base: Int) -> Int? {
        guard let field = block.fields.first(where: { $0.name == name }) else { return nil }
        return Int(exactly: number(at: base + field.offset, field.byteCount))
    }
    private func number(at start: Int, _ byteCount: Int) -> UInt64 {
        (0..<min(byteCount, 8)).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }

    private func row(_ field: Schema.Field, path: String, at start: Int) -> Row {
        guard !field.isOpaque else {
            let content = bytes[start..<start + field.byteCount]
            return Row(
                offset: start, field: path + field.name, value: Self.hexadecimal(content),
                unit: field.unit, meaning: field.meaning)
        }
        let number = number(at: start, field.byteCount)
        var meaning = field.meaning
        var value = Self.isBits(field) ? "0x" + String(number, radix: 16) : "\(number)"
        if let enumeration = field.enumeration {
            let known = Int(exactly: number).flatMap { schema.enumerations[enumeration]?[$0] }
            value += " " + (known?.name ?? (field.invalid == number ? "none" : "unknown"))
            meaning = known?.meaning ?? meaning
        } else if field.invalid == number {
            value += " none"
        } else if field.unit == "us" {
            meaning = "\(Self.milliseconds(number)) ms; " + meaning
        } else if field.name == "kind", path.isEmpty {
            value += " " + (schema.messages[bytes[4]]?.name ?? "unknown")
        }
        return Row(
            offset: start, field: path + field.name, value: value, unit: field.unit,
            meaning: meaning, number: number)
    }
    /// Whether a field's bits say more than its number: as in the specification's example.
    private static func isBits(_ field: Schema.Field) -> Bool {
        ["magic", "flags", "epoch"].contains(field.name)
            || field.name.lowercased().hasSuffix("checksum")
    }
    private func row(_ part: Schema.Part, path: String, at start: Int, _ count: Int) -> Row {
        let content = bytes[start..<start + count]
        // Bytes of a stranger may move a terminal's cursor; only what prints is printed.
        let shown =
            part.isText
            ? String(decoding: content, as: UTF8.self).unicodeScalars
                .map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
            : Self.hexadecimal(content)
        return Row(
            offset: start, field: path + part.name, value: shown, unit: "", meaning: part.meaning)
    }
    /// Up to eight bytes as digits, and how many more there are.
    private static func hexadecimal(_ content: ArraySlice<UInt8>) -> String {
        let digits = content.prefix(8).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return content.count > 8 ? digits + "... (\(content.count))" : digits
    }
    private static func milliseconds(_ microseconds: UInt64) -> String {
        let rest = String(1_000 + microseconds % 1_000).dropFirst()
        return "\(microseconds / 1_000)" + (microseconds % 1_000 == 0 ? "" : "." + rest)
    }

    /// Where the value lies that was refused: the first field of the error's name that has it.
    private func placeOfError(_ error: DecodeError) -> Int? {
        switch error {
        case .outOfRange(let field, let value, let lowest, _):
            place(of: field.rawValue, value, from: lowest)
        case .unknownValue(let field, let value): place(of: field.rawValue, UInt64(value), from: 0)
        case .illegalName: rows.first { $0.field == "name" }?.offset
        case .illegalEndpoint: rows.first { $0.field == "endpoint" }?.offset
        case .trailingBytes(let count): bytes.count - count
        case .truncated, .wrongMagic, .unsupportedVersion, .unknownKind, .unknownFlags,
            .wrongLength, .wrongChecksum, .reservedNotZero, .payloadMismatch:
            nil
        }
    }
    /// Errors say `planStep` and `refuseReason` where the message says `step` and `reason`.
    private func place(of name: String, _ value: UInt64, from lowest: UInt64) -> Int? {
        let wanted = name.lowercased()
        let found = rows.filter { row in
            let own = (row.field.split(separator: ".").last ?? "").lowercased()
            return row.number == value && (wanted.hasSuffix(own) || wanted.hasPrefix(own))
        }
        // What must grow and does not is told from its equals by the entry before it.
        let late = found.first { row in number(before: row).map { $0 &+ 1 == lowest } ?? false }
        return (late ?? found.first)?.offset
    }
    /// The same field of the entry before; nil before the first.
    private func number(before row: Row) -> UInt64? {
        guard let open = row.field.lastIndex(of: "["), let close = row.field.lastIndex(of: "]"),
            let index = Int(row.field[row.field.index(after: open)..<close]), index > 0
        else { return nil }
        let path = "\(row.field[...open])\(index - 1)\(row.field[close...])"
        return rows.first { $0.field == path }?.number
    }
}
