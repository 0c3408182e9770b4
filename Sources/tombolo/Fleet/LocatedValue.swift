/// A JSON value and the line it begins on, so that an error can say where.
struct LocatedValue: Hashable {
    /// What a value may be.
    enum Content: Hashable {
        case null
        case bool(Bool)
        case number(Double)
        case text(String)
        case list([LocatedValue])
        case object([Member])
    }
    /// One member of an object, in the file's order.
    struct Member: Hashable {
        var key: String
        var line: Int
        var value: LocatedValue
    }

    /// From 1; 0 for a value that was not read from a file.
    var line: Int
    var content: Content

    /// What it is, for an error.
    var kind: String {
        switch content {
        case .null: "null"
        case .bool: "a truth value"
        case .number(let number): "the number \(Self.text(number))"
        case .text(let text): "the text '\(text)'"
        case .list: "a list"
        case .object: "an object"
        }
    }
    /// A number without a fraction that says nothing.
    static func text(_ number: Double) -> String {
        guard let whole = Int64(exactly: number), whole.magnitude < 1 << 53 else {
            return "\(number)"
        }
        return "\(whole)"
    }
}

/// Values that a program makes.
extension LocatedValue {
    static func number(_ number: Double) -> LocatedValue {
        LocatedValue(line: 0, content: .number(number))
    }
    static func text(_ text: String) -> LocatedValue {
        LocatedValue(line: 0, content: .text(text))
    }
    static func list(_ values: [LocatedValue]) -> LocatedValue {
        LocatedValue(line: 0, content: .list(values))
    }
    static func object(_ members: KeyValuePairs<String, LocatedValue?>) -> LocatedValue {
        LocatedValue(
            line: 0,
            content: .object(
                members.compactMap { key, value in
                    value.map { Member(key: key, line: 0, value: $0) }
                }))
    }
}

extension LocatedValue: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ key: String) { stringValue = key }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        switch content {
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for member in members { try container.encode(member.value, forKey: Key(member.key)) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
    }
}
