import Wire

/// Writes and reads the fields of messages by `messages.xml` alone: what is not legal can be
/// written too, and the endpoint is not judged by the code that it may share.
struct FrameFields: Sendable {
    /// Where the fields lie.
    let schema: Schema

    /// The name of `field` in a case: intervals say their unit, as in the vectors.
    private static func key(_ field: Schema.Field) -> String {
        field.unit == "us" ? field.name + "Microseconds" : field.name
    }

    /// The entries of a group, which may lie in the entries of another.
    private static func entry(of group: String, in block: Schema.Block) -> Schema.Block? {
        for part in block.parts {
            guard let entry = part.entry else { continue }
            if part.name == group { return entry }
            if let inner = self.entry(of: group, in: entry) { return inner }
        }
        return nil
    }

    // MARK: Writing

    /// The kind and the body of a message.
    func body(
        of message: String, _ values: [String: CaseValue]
    ) throws(CaseError) -> (kind: UInt8, bytes: [UInt8]) {
        let kinds = schema.messages.keys.sorted()
        guard let kind = kinds.first(where: { schema.messages[$0]?.name == message }),
            let body = schema.messages[kind]?.body
        else { throw .unknownName(message) }
        return (kind, try write(body, Self.folded(values, body), message))
    }

    /// `values` with the fields of a group's entries that were written without their list put into
    /// it: they are those of its one entry, or of each that does not say them itself.
    private static func folded(
        _ values: [String: CaseValue], _ block: Schema.Block
    ) -> [String: CaseValue] {
        var folded = values
        for part in block.parts {
            guard let entry = part.entry else { continue }
            let own = Set(block.fields.map(key) + block.parts.map(\.name))
            let keys = (entry.fields.map(key) + entry.parts.map(\.name))
                .filter { !own.contains($0) && values[$0] != nil }
            var shared: [String: CaseValue] = [:]
            for key in keys { shared[key] = folded.removeValue(forKey: key) }
            let given = folded[part.name].map { $0.list ?? [] }
            guard let entries = given ?? (shared.isEmpty ? nil : [.object([:])]) else { continue }
            folded[part.name] = .list(
                entries.map { value in
                    let entry = shared.merging(value.object ?? [:]) { $1 }
                    return .object(Self.folded(entry, part.entry ?? block))
                })
        }
        return folded
    }

    private func write(
        _ block: Schema.Block, _ values: [String: CaseValue], _ place: String
    ) throws(CaseError) -> [UInt8] {
        var known = Set(block.fields.map(Self.key))
        known.formUnion(block.parts.map(\.name))
        if let key = values.keys.sorted().first(where: { !known.contains($0) }) {
            throw .unknownKey(key, in: place)
        }
        var tail: [UInt8] = []
        var derived: [String: UInt64] = [:]
        for part in block.parts {
            let (bytes, count) = try write(part, values[part.name] ?? .null)
            tail += bytes
            derived[part.countField] = UInt64(count)
        }
        for (group, field) in block.sizes {
            derived[field] = Self.entry(of: group, in: block).map { UInt64($0.byteCount) }
        }
        var fixed = [UInt8](repeating: 0, count: block.byteCount)
        for field in block.fields {
            if let other = field.presenceOf {
                derived[field.name] = (values[other] ?? .null) == .null ? 0 : 1
            }
            let bytes = try write(
                field, values[Self.key(field)], derived[field.name], place: place)
            fixed.replaceSubrange(field.offset..<field.offset + field.byteCount, with: bytes)
        }
        return fixed + tail
    }
    private func write(
        _ field: Schema.Field, _ value: CaseValue?, _ derived: UInt64?, place: String
    ) throws(CaseError) -> [UInt8] {
        if field.isOpaque {
            guard let value, value != .null else {
                return [UInt8](repeating: 0, count: field.byteCount)
            }
            guard let bytes = value.text.flatMap(ControlInput.digits),
                bytes.count == field.byteCount
            else { throw .unfit(field.name, value) }
            return bytes
        }
        let number: UInt64
        switch value {
        case .number(let given): number = given
        case .text(let name):
            let values = field.enumeration.flatMap { schema.enumerations[$0] } ?? [:]
            guard let given = values.first(where: { $0.value.name == name })?.key else {
                throw .unknownName(name)
            }
            number = UInt64(given)
        case .null: number = field.invalid ?? 0
        case nil:
            guard let known = derived ?? field.invalid else {
                throw .missing(Self.key(field), in: place)
            }
            number = known
        case .truth, .real, .list, .object:
            throw .unfit(field.name, value ?? .null)
        }
        return Self.bytes(number, field.byteCount)
    }
    private func write(
        _ part: Schema.Part, _ value: CaseValue
    ) throws(CaseError) -> (bytes: [UInt8], count: Int) {
        if let entry = part.entry {
            var bytes: [UInt8] = []
            let entries = value.list ?? []
            for value in entries {
                bytes += try write(entry, value.object ?? [:], part.name)
            }
            return (bytes, entries.count)
        }
        let content: [UInt8]
        switch value {
        case .null: content = []
        case .text(let text) where part.isText: content = Array(text.utf8)
        case .text(let digits):
            guard let bytes = ControlInput.digits(digits) else { throw .unfit(part.name, value) }
            content = bytes
        case .truth, .number, .real, .list, .object: throw .unfit(part.name, value)
        }
        let padding = (8 - content.count % 8) % 8
        return (content + [UInt8](repeating: 0, count: padding), content.count)
    }
    /// The low bytes of `number`, the lowest first.
    static func bytes(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    // MARK: Reading

    /// The fields of a control part in the order of their bytes, header first, as far as they go.
    func read(_ bytes: [UInt8]) -> [FrameField] {
        var fields: [FrameField] = []
        guard read(schema.header, bytes, at: 0, path: "", into: &fields) else { return fields }
        guard let message = schema.messages[bytes[4]] else { return fields }
        var place = schema.header.byteCount
        if bytes[5] & 2 != 0 {
            guard read(schema.trace, bytes, at: place, path: "trace.", into: &fields) else {
                return fields
            }
            place += schema.trace.byteCount
        }
        _ = readAll(message.body, bytes, at: place, path: "", size: nil, known: [:], into: &fields)
        return fields
    }

    /// Reads the fixed fields; false if the bytes end before them.
    private func read(
        _ block: Schema.Block, _ bytes: [UInt8], at base: Int, path: String,
        into fields: inout [FrameField]
    ) -> Bool {
        guard base + block.byteCount <= bytes.count else { return false }
        for field in block.fields {
            let start = base + field.offset
            let content = Array(bytes[start..<start + field.byteCount])
            fields.append(FrameField(path: path + Self.key(field), value: value(field, content)))
        }
        return true
    }
    /// Reads a block's fixed fields, of `size` bytes if that was said, and what follows them;
    /// returns where it ends, or nil. A group in a group has the size of its entries said further
    /// out.
    private func readAll(
        _ block: Schema.Block, _ bytes: [UInt8], at base: Int, path: String, size: Int?,
        known: [String: Int], into fields: inout [FrameField]
    ) -> Int? {
        guard read(block, bytes, at: base, path: path, into: &fields) else { return nil }
        var known = known
        for (group, field) in block.sizes { known[group] = number(field, block, bytes, base) }
        var place = base + max(size ?? 0, block.byteCount)
        for part in block.parts {
            guard let count = number(part.countField, block, bytes, base) else { return nil }
            if let entry = part.entry {
                fields.append(
                    FrameField(path: path + part.name + ".count", value: .number(UInt64(count))))
                for index in 0..<count {
                    let end = readAll(
                        entry, bytes, at: place, path: "\(path)\(part.name)[\(index)].",
                        size: known[part.name], known: known, into: &fields)
                    guard let end else { return nil }
                    place = end
                }
            } else {
                guard place + count <= bytes.count else { return nil }
                fields.append(
                    FrameField(
                        path: path + part.name,
                        value: Self.value(part, Array(bytes[place..<place + count]))))
                place += (count + 7) / 8 * 8
            }
        }
        return place
    }
    private static func value(_ part: Schema.Part, _ content: [UInt8]) -> CaseValue {
        guard !part.isText else { return .text(String(decoding: content, as: UTF8.self)) }
        return content.isEmpty ? .null : .text(digits(content))
    }
    private func number(
        _ name: String, _ block: Schema.Block, _ bytes: [UInt8], _ base: Int
    ) -> Int? {
        guard let field = block.fields.first(where: { $0.name == name }) else { return nil }
        let start = base + field.offset
        return Int(exactly: Self.number(Array(bytes[start..<start + field.byteCount])))
    }
    private func value(_ field: Schema.Field, _ content: [UInt8]) -> CaseValue {
        if field.isOpaque {
            let isThere = content.contains { $0 != 0 }
            return isThere ? .text(Self.digits(content)) : .null
        }
        let number = Self.number(content)
        if field.name == "kind", let message = schema.messages[UInt8(truncatingIfNeeded: number)] {
            return .text(message.name)
        }
        if let enumeration = field.enumeration {
            if field.invalid == number { return .null }
            let known = Int(exactly: number).flatMap { schema.enumerations[enumeration]?[$0] }
            return known.map { .text($0.name) } ?? .number(number)
        }
        // Of a stamp zero is a number like any other to those who compare.
        if field.invalid == number, field.unit != "ns" { return .null }
        return .number(number)
    }
    private static func number(_ content: [UInt8]) -> UInt64 {
        content.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    /// Two digits for each byte.
    static func digits(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
