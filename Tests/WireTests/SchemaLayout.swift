import Timekeeping

@testable import Wire

/// Compares bytes with what the schema says of them; every problem is a sentence.
struct SchemaLayout {
    private(set) var problems: [String] = []
    private let bytes: [UInt8]

    /// The problems of the control part of `envelope`, all bytes of it.
    static func problems(_ schema: Schema, _ envelope: Envelope) -> [String] {
        var layout = SchemaLayout(bytes: Mangling.unchecked(envelope))
        let message = envelope.message
        guard let described = schema.messages.first(where: { $0.id == message.kind.rawValue })
        else { return ["message \(message.kind) is not described"] }
        if described.name != "\(message.kind)" {
            layout.problems.append("message \(described.id) is \(message.kind)")
        }
        layout.header(schema.header, envelope)
        var cursor = schema.header.byteCount
        if let trace = envelope.trace {
            cursor = layout.walk(schema.trace, TraceFields(trace), from: cursor)
        }
        let body = Mirror(reflecting: message).children.first?.value
        cursor = layout.walk(described.block, body ?? (), from: cursor)
        if cursor != layout.bytes.count {
            layout.problems.append("\(message.kind) ends at \(layout.bytes.count), not \(cursor)")
        }
        return layout.problems
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func header(_ block: SchemaBlock, _ envelope: Envelope) {
        let traceByteCount = envelope.trace == nil ? 0 : TraceContext.byteCount
        let values: [String: UInt64] = [
            "magic": 0x4D54, "major": 1, "minor": 0,
            "kind": UInt64(envelope.message.kind.rawValue),
            "flags": envelope.trace == nil ? 0 : 2,
            "bodyByteCount": UInt64(bytes.count - block.byteCount - traceByteCount),
            "payloadByteCount": UInt64(envelope.message.payloadByteCount), "checksum": 0,
            "epoch": envelope.epoch, "sequence": envelope.sequence,
        ]
        cover(block, "header")
        for field in block.fields {
            expect(values[field.name].map { Self.littleEndian($0, field) }, field, at: 0)
        }
    }

    /// Compares the fields of `value` with the bytes from `base`; returns where its last part ends.
    private mutating func walk(_ block: SchemaBlock, _ value: Any, from base: Int) -> Int {
        cover(block, "\(type(of: value))")
        let children = Self.children(of: value)
        for field in block.fields {
            expect(expected(field, children, block), field, at: base)
        }
        for child in children where !Self.isDescribed(child.label, block) {
            problems.append("\(type(of: value)).\(child.label) is not described")
        }
        var cursor = base + block.byteCount
        for (index, part) in block.parts.enumerated() {
            if index == 0
                ? part.offset != block.byteCount : part.behind != block.parts[index - 1].name
            {
                problems.append("\(part.name) does not begin where it says")
            }
            guard let child = children.first(where: { $0.label == part.name }) else {
                problems.append("there is no \(part.name)")
                continue
            }
            cursor =
                part.entry.map { group($0, child.value, from: cursor) }
                ?? tail(part, child.value, from: cursor)
        }
        return cursor
    }
    private mutating func group(_ entry: SchemaBlock, _ value: Any, from base: Int) -> Int {
        var cursor = base
        for element in Self.entries(of: value) { cursor = walk(entry, element, from: cursor) }
        return cursor
    }
    private mutating func tail(_ part: SchemaPart, _ value: Any, from base: Int) -> Int {
        let content = Self.opaque(value) ?? []
        let padded = content + Array(repeating: 0, count: (8 - content.count % 8) % 8)
        guard base + padded.count <= bytes.count,
            Array(bytes[base..<base + padded.count]) == padded
        else {
            problems.append("\(part.name) is not at \(base)")
            return base
        }
        return base + padded.count
    }

    /// Every byte of the fixed fields belongs to one of them, and every number is aligned.
    private mutating func cover(_ block: SchemaBlock, _ name: String) {
        var next = 0
        for field in block.fields {
            if field.offset != next { problems.append("\(name).\(field.name) is not at \(next)") }
            if field.type.hasPrefix("u"), !field.offset.isMultiple(of: field.byteCount) {
                problems.append("\(name).\(field.name) is not aligned")
            }
            next = field.offset + field.byteCount
        }
        if next != block.byteCount { problems.append("\(name) has \(next) bytes") }
        if !block.byteCount.isMultiple(of: 8) { problems.append("\(name) is not in eights") }
    }
    private mutating func expect(_ expected: [UInt8]?, _ field: SchemaField, at base: Int) {
        let start = base + field.offset
        guard let expected, start + expected.count <= bytes.count,
            Array(bytes[start..<start + expected.count]) == expected
        else {
            problems.append("\(field.name) is not at \(field.offset)")
            return
        }
    }
}

extension SchemaLayout {
    /// The bytes that `field` should have, or nil if nothing says so.
    private func expected(
        _ field: SchemaField, _ children: [(label: String, value: Any)], _ block: SchemaBlock
    ) -> [UInt8]? {
        func child(_ name: String) -> Any? { children.first { $0.label == name }?.value }
        if field.isReserved { return Array(repeating: 0, count: field.byteCount) }
        if let group = field.counts.flatMap(child) {
            return Self.littleEndian(UInt64(Self.entries(of: group).count), field)
        }
        if let tail = field.byteCountOf.flatMap(child) {
            return Self.littleEndian(UInt64((Self.opaque(tail) ?? []).count), field)
        }
        if let name = field.entryByteCountOf, let entry = Self.entry(name, in: block) {
            return Self.littleEndian(UInt64(entry.byteCount), field)
        }
        if let optional = field.presenceOf.flatMap(child) {
            return Self.littleEndian(Self.isAbsent(optional) ? 0 : 1, field)
        }
        guard let value = child(field.name) else { return nil }
        if Self.isAbsent(value) {
            if field.type == "bytes" { return Array(repeating: 0, count: field.byteCount) }
            return field.invalid.map { Self.littleEndian($0, field) }
        }
        if field.type == "bytes" { return Self.opaque(value) }
        return Self.number(value).map { Self.littleEndian($0, field) }
    }

    /// The entry of a group of `block`, or of a group of its groups.
    private static func entry(_ name: String, in block: SchemaBlock) -> SchemaBlock? {
        block.parts.first { $0.name == name }?.entry
            ?? block.parts.compactMap(\.entry).compactMap { entry(name, in: $0) }.first
    }
    /// The elements of a list.
    private static func entries(of value: Any) -> [Any] {
        switch value {
        case let latents as OneOrMore<SensorLatent>: Array(latents)
        case let groups as OneOrMore<ChannelGroup>: Array(groups)
        case let models as OneOrMore<RegisteredModel>: Array(models)
        default: Mirror(reflecting: value).children.map(\.value)
        }
    }
    /// The labelled parts of `value`, and what it says beside what it stores.
    private static func children(of value: Any) -> [(label: String, value: Any)] {
        var children = Mirror(reflecting: value).children.map { ($0.label ?? "", $0.value) }
        if let report = value as? FailsafeReport { children.append(("severity", report.severity)) }
        return children
    }
    private static func isDescribed(_ label: String, _ block: SchemaBlock) -> Bool {
        block.fields.contains { $0.name == label }
            || block.parts.contains { $0.name == label }
    }
    private static func isAbsent(_ value: Any) -> Bool {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional && mirror.children.isEmpty
    }
    private static func present(_ value: Any) -> Any {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional, let child = mirror.children.first else {
            return value
        }
        return child.value
    }
    private static func number(_ value: Any) -> UInt64? {
        let value = present(value)
        if let interval = value as? Interval { return UInt64(interval.wholeMicroseconds) }
        if let integer = value as? any FixedWidthInteger { return UInt64(exactly: integer) }
        guard let value = value as? any RawRepresentable else { return nil }
        return raw(value)
    }
    private static func raw(_ value: some RawRepresentable) -> UInt64? {
        (value.rawValue as? UInt8).map(UInt64.init)
    }
    private static func opaque(_ value: Any) -> [UInt8]? {
        switch present(value) {
        case let text as String: Array(text.utf8)
        case let bundle as BundleID: bundle.bytes
        case let token as RehomeToken: token.bytes
        case let bytes as [UInt8]: bytes
        default: nil
        }
    }
    private static func littleEndian(_ number: UInt64, _ field: SchemaField) -> [UInt8] {
        (0..<field.byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
}

/// A trace context by the names of its bytes.
struct TraceFields {
    var traceID: [UInt8]
    var parentID: [UInt8]
    var traceFlags: UInt8

    init(_ trace: TraceContext) {
        traceID = [trace.traceHigh, trace.traceLow].flatMap(Self.bytes)
        parentID = Self.bytes(trace.parent)
        traceFlags = trace.flags
    }
    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
}
