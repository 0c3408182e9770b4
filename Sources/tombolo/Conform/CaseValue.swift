/// A value in a conformance case: JSON, with whole numbers kept exact.
indirect enum CaseValue: Hashable, Sendable {
    /// Nothing; a field's "is none".
    case null
    /// True or false.
    case truth(Bool)
    /// A whole number that is not negative, to the last of 64 bits.
    case number(UInt64)
    /// Any other number.
    case real(Double)
    /// Text: a name, hexadecimal digits, or `$variable`.
    case text(String)
    /// Values in order.
    case list([CaseValue])
    /// Values by name.
    case object([String: CaseValue])

    /// The number, if it is a whole one.
    var number: UInt64? { if case .number(let number) = self { number } else { nil } }
    /// The number, whichever it is.
    var real: Double? {
        switch self {
        case .number(let number): Double(number)
        case .real(let real): real
        case .null, .truth, .text, .list, .object: nil
        }
    }
    /// The text, if it is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }
    /// The values, if it is a list.
    var list: [CaseValue]? { if case .list(let list) = self { list } else { nil } }
    /// The values by name, if it has such.
    var object: [String: CaseValue]? {
        if case .object(let object) = self { object } else { nil }
    }
    /// The value called `key`, or nil.
    subscript(key: String) -> CaseValue? { object?[key] }
}

extension CaseValue: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads any JSON value.
    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            var object: [String: CaseValue] = [:]
            for key in container.allKeys {
                object[key.stringValue] = try container.decode(CaseValue.self, forKey: key)
            }
            self = .object(object)
        } else if var container = try? decoder.unkeyedContainer() {
            var list: [CaseValue] = []
            while !container.isAtEnd { list.append(try container.decode(CaseValue.self)) }
            self = .list(list)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let truth = try? container.decode(Bool.self) {
                self = .truth(truth)
            } else if let number = try? container.decode(UInt64.self) {
                self = .number(number)
            } else if let real = try? container.decode(Double.self) {
                self = .real(real)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }
}

extension CaseValue: CustomStringConvertible {
    /// The value as people read it, names in order.
    var description: String {
        switch self {
        case .null: "none"
        case .truth(let truth): "\(truth)"
        case .number(let number): "\(number)"
        case .real(let real): "\(real)"
        case .text(let text): text.count > 40 ? "\(text.prefix(40))..." : text
        case .list(let list): "[" + list.map(\.description).joined(separator: ", ") + "]"
        case .object(let object):
            object.keys.sorted().map { "\($0) \(object[$0]?.description ?? "")" }
                .joined(separator: ", ")
        }
    }
}
