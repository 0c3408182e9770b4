/// What `Protocol/messages.xml` says of the bytes of each message.
struct Schema: Sendable {
    /// The header's block.
    let header: Block
    /// The trace context's block.
    let trace: Block
    /// The messages by kind.
    let messages: [UInt8: Message]
    /// Names and meanings of the values of each enumeration.
    let enumerations: [String: [Int: (name: String, meaning: String)]]

    /// A message.
    struct Message: Sendable {
        /// What it is called.
        let name: String
        /// Who sends it to whom.
        let flow: String
        /// Its body.
        let body: Block
    }
    /// Fixed fields, then groups and tails.
    struct Block: Sendable {
        /// Bytes of the fixed fields.
        let byteCount: Int
        /// The fixed fields, reserved ones left out.
        let fields: [Field]
        /// What follows them.
        let parts: [Part]
        /// The fields that say how long the entries of a group are, by the group's name.
        let sizes: [String: String]
    }
    /// A field of fixed size.
    struct Field: Sendable {
        /// Where it lies in its block.
        let offset: Int
        /// What it is called.
        let name: String
        /// Bytes of it.
        let byteCount: Int
        /// Whether its bytes are shown as they are.
        let isOpaque: Bool
        /// Its unit, or nothing.
        let unit: String
        /// Its enumeration, if it has one.
        let enumeration: String?
        /// The number that means none.
        let invalid: UInt64?
        /// The field that is zero unless this one says that it is there.
        let presenceOf: String?
        /// What it is.
        let meaning: String
    }
    /// A group, which has entries, or a tail, which has none.
    struct Part: Sendable {
        /// What it is called.
        let name: String
        /// Whether a tail's bytes are text.
        let isText: Bool
        /// The field that says how many entries or bytes there are.
        let countField: String
        /// What an entry holds.
        let entry: Block?
        /// What it is.
        let meaning: String
    }

    /// The schema that was compiled in.
    static func compiledIn() throws(SchemaError) -> Schema {
        try Schema(String(decoding: PackageResources.messages_xml, as: UTF8.self))
    }

    /// Reads the schema from XML.
    init(_ document: String) throws(SchemaError) {
        let root = try SchemaElement.root(of: document)
        header = try Self.block(try Self.only("header", in: root), size: "byteCount")
        trace = try Self.block(try Self.only("extension", in: root), size: "byteCount")
        var messages: [UInt8: Message] = [:]
        for element in try Self.only("messages", in: root).children {
            guard let kind = UInt8(exactly: try element.number("id")) else {
                throw .incomplete(element: "message", attribute: "id")
            }
            messages[kind] = Message(
                name: try element.attribute("name"), flow: try element.attribute("flow"),
                body: try Self.block(element, size: "bodyByteCount"))
        }
        self.messages = messages
        var enumerations: [String: [Int: (name: String, meaning: String)]] = [:]
        for element in try Self.only("enums", in: root).children {
            var values: [Int: (name: String, meaning: String)] = [:]
            for value in element.children {
                values[try value.number("number")] = (try value.attribute("name"), value.text)
            }
            enumerations[try element.attribute("name")] = values
        }
        self.enumerations = enumerations
    }

    private static func only(
        _ name: String, in root: SchemaElement
    ) throws(SchemaError) -> SchemaElement {
        guard let element = root.children(name).first else {
            throw .incomplete(element: root.name, attribute: name)
        }
        return element
    }
    private static func block(
        _ element: SchemaElement, size: String
    ) throws(SchemaError) -> Block {
        var fields: [Field] = []
        for child in element.children("field") { fields.append(try field(child)) }
        var parts: [Part] = []
        for child in element.children where child.name == "group" || child.name == "tail" {
            let name = try child.attribute("name")
            func field(saying key: String) -> String? {
                element.children("field").first { $0.attributes[key] == name }?.attributes["name"]
            }
            let isGroup = child.name == "group"
            guard let count = field(saying: isGroup ? "counts" : "byteCountOf") else {
                throw .incomplete(element: name, attribute: isGroup ? "counts" : "byteCountOf")
            }
            parts.append(
                Part(
                    name: name, isText: child.attributes["type"] != "bytes", countField: count,
                    entry: isGroup ? try block(child, size: "entryByteCount") : nil,
                    meaning: child.text))
        }
        var sizes: [String: String] = [:]
        for child in element.children("field") {
            guard let group = child.attributes["entryByteCountOf"] else { continue }
            sizes[group] = try child.attribute("name")
        }
        return Block(
            byteCount: try element.number(size), fields: fields, parts: parts, sizes: sizes)
    }
    private static func field(_ element: SchemaElement) throws(SchemaError) -> Field {
        let type = try element.attribute("type")
        let isOpaque = type == "bytes"
        let byteCount =
            isOpaque ? try element.number("byteCount") : (Int(type.dropFirst()) ?? 0) / 8
        guard byteCount > 0 else { throw .incomplete(element: "field", attribute: "type") }
        return Field(
            offset: try element.number("offset"), name: try element.attribute("name"),
            byteCount: byteCount, isOpaque: isOpaque, unit: element.attributes["unit"] ?? "",
            enumeration: element.attributes["enum"],
            invalid: element.attributes["invalid"].flatMap(UInt64.init),
            presenceOf: element.attributes["presenceOf"], meaning: element.text)
    }
}
