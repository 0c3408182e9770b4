/// A JSON value and the line it begins on, so that an error can say where.
public struct LocatedValue: Hashable, Sendable {
    /// What a value may be.
    public enum Content: Hashable, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool(Bool)
        /// A number, finite.
        case number(Double)
        /// A text.
        case text(String)
        /// A list.
        case list([LocatedValue])
        /// An object, in the file's order.
        case object([Member])
    }
    /// One member of an object, in the file's order.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public var key: String
        /// The line of the name, from 1; 0 if it was not read from a file.
        public var line: Int
        /// What it is.
        public var value: LocatedValue
    }

    /// From 1; 0 for a value that was not read from a file.
    public var line: Int
    /// What it is.
    public var content: Content

    /// A value from its parts.
    public init(line: Int, content: Content) {
        self.line = line
        self.content = content
    }

    /// What it is, for an error.
    public var kind: String {
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
    public static func text(_ number: Double) -> String {
        guard let whole = Int64(exactly: number), whole.magnitude < 1 << 53 else {
            return "\(number)"
        }
        return "\(whole)"
    }
}

/// Values that a program makes.
extension LocatedValue {
    /// A number.
    public static func number(_ number: Double) -> LocatedValue {
        LocatedValue(line: 0, content: .number(number))
    }
    /// A text.
    public static func text(_ text: String) -> LocatedValue {
        LocatedValue(line: 0, content: .text(text))
    }
    /// A list.
    public static func list(_ values: [LocatedValue]) -> LocatedValue {
        LocatedValue(line: 0, content: .list(values))
    }
    /// An object; a member that is nil is left out.
    public static func object(_ members: KeyValuePairs<String, LocatedValue?>) -> LocatedValue {
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

    /// Writes it as JSON; lines are not kept.
    public func encode(to encoder: any Encoder) throws {
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
