import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `Protocol/messages.xml`, read as it is written.
struct Schema {
    var version: String
    var limits: [(name: String, value: UInt64, unit: String, reason: String)]
    var enumerations: [SchemaEnumeration]
    var header: SchemaBlock
    var flags: [(bit: Int, name: String)]
    var trace: SchemaBlock
    var messages: [SchemaMessage]

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The committed file.
    static func read() throws -> Schema {
        let file = try Foundation.Data(contentsOf: root.appending(path: "Protocol/messages.xml"))
        return try Schema(try #require(try XMLDocument(data: file).rootElement()))
    }

    init(_ root: XMLElement) throws {
        version = "\(try root.text("major")).\(try root.text("minor"))"
        limits = try root.elements("limits", "limit").map {
            (try $0.text("name"), try $0.number("value"), try $0.text("unit"), $0.prose)
        }
        enumerations = try root.elements("enums", "enum").map(SchemaEnumeration.init)
        let header = try #require(root.elements(forName: "header").first)
        self.header = try SchemaBlock(header, byteCount: "byteCount")
        flags = try header.elements(forName: "flag").map {
            (Int(try $0.number("bit")), try $0.text("name"))
        }
        trace = try SchemaBlock(
            try #require(root.elements(forName: "extension").first), byteCount: "byteCount")
        messages = try root.elements("messages", "message").map(SchemaMessage.init)
    }

    func enumeration(_ name: String) throws -> SchemaEnumeration {
        try #require(enumerations.first { $0.name == name }, "no enumeration \(name)")
    }
}

struct SchemaEnumeration {
    var name: String
    var values: [(number: UInt64, name: String, meaning: String)]

    init(_ element: XMLElement) throws {
        name = try element.text("name")
        values = try element.elements(forName: "value").map {
            (try $0.number("number"), try $0.text("name"), $0.prose)
        }
    }
}

struct SchemaMessage {
    var id: UInt64
    var name: String
    var flow: String
    var payload: String
    var block: SchemaBlock

    init(_ element: XMLElement) throws {
        id = try element.number("id")
        name = try element.text("name")
        flow = try element.text("flow")
        payload = try element.text("payload")
        block = try SchemaBlock(element, byteCount: "bodyByteCount")
    }
}

/// Fixed fields, then groups and tails.
struct SchemaBlock {
    var byteCount: Int
    var fields: [SchemaField]
    var parts: [SchemaPart]

    init(_ element: XMLElement, byteCount: String) throws {
        self.byteCount = Int(try element.number(byteCount))
        fields = []
        parts = []
        for child in element.children ?? [] {
            guard let child = child as? XMLElement else { continue }
            switch child.name {
            case "field", "reserved": fields.append(try SchemaField(child))
            case "group", "tail": parts.append(try SchemaPart(child))
            case "flag": break
            default: Issue.record("an element \(child.name ?? "without name")")
            }
        }
    }
}

struct SchemaField {
    var offset: Int
    /// "reserved" for reserved bytes.
    var name: String
    var type: String
    var byteCount: Int
    var unit: String?
    var minimum: UInt64?
    var maximum: UInt64?
    var rule: String?
    var invalid: UInt64?
    var enumeration: String?
    var counts: String?
    var byteCountOf: String?
    var entryByteCountOf: String?
    var presenceOf: String?
    var meaning: String

    var isReserved: Bool { type == "reserved" }

    init(_ element: XMLElement) throws {
        offset = Int(try element.number("offset"))
        let isReserved = element.name == "reserved"
        name = isReserved ? "reserved" : try element.text("name")
        type = isReserved ? "reserved" : try element.text("type")
        switch type {
        case "u8", "u16", "u32", "u64": byteCount = (Int(type.dropFirst()) ?? 0) / 8
        default: byteCount = Int(try element.number("byteCount"))
        }
        if !isReserved { #expect(try element.text("since") == "1.0", "\(name)") }
        unit = element.optional("unit")
        minimum = element.optional("min").flatMap(UInt64.init)
        maximum = element.optional("max").flatMap(UInt64.init)
        rule = element.optional("rule")
        invalid = element.optional("invalid").flatMap(UInt64.init)
        enumeration = element.optional("enum")
        counts = element.optional("counts")
        byteCountOf = element.optional("byteCountOf")
        entryByteCountOf = element.optional("entryByteCountOf")
        presenceOf = element.optional("presenceOf")
        meaning = element.prose
    }
}

/// A group, which has a block, or a tail, which has none.
struct SchemaPart {
    var name: String
    var offset: Int?
    var behind: String?
    var type: String
    var rule: String?
    var meaning: String
    var entry: SchemaBlock?

    init(_ element: XMLElement) throws {
        name = try element.text("name")
        offset = element.optional("offset").flatMap(Int.init)
        behind = element.optional("behind")
        type = element.optional("type") ?? "group"
        rule = element.optional("rule")
        meaning = element.prose
        entry =
            element.name == "group"
            ? try SchemaBlock(element, byteCount: "entryByteCount") : nil
    }
}

extension XMLElement {
    func optional(_ name: String) -> String? { attribute(forName: name)?.stringValue }
    func text(_ name: String) throws -> String {
        try #require(optional(name), "\(self.name ?? "") has no \(name)")
    }
    func number(_ name: String) throws -> UInt64 {
        try #require(UInt64(try text(name)), "\(name) is no number")
    }
    /// The text of an element that has no others.
    var prose: String {
        children?.contains { $0 is XMLElement } == true ? "" : stringValue ?? ""
    }
    func elements(_ list: String, _ name: String) -> [XMLElement] {
        elements(forName: list).flatMap { $0.elements(forName: name) }
    }
}
