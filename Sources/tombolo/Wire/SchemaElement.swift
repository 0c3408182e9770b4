/// An XML element, as far as `messages.xml` uses XML: elements, attributes, text, comments, and the
/// five entities that every XML has.
struct SchemaElement: Hashable, Sendable {
    /// The element's name.
    var name: String
    /// Its attributes.
    var attributes: [String: String]
    /// The elements in it, in order.
    var children: [SchemaElement]
    /// The text in it, without that of its elements.
    var text: String

    /// Elements that may lie in each other; the schema needs six.
    static let depthLimit = 16

    /// The root element of `document`.
    static func root(of document: String) throws(SchemaError) -> SchemaElement {
        var reader = Reader(characters: Array(document))
        try reader.skipProlog()
        return try reader.element(depth: 1)
    }

    /// An attribute that must be there.
    func attribute(_ key: String) throws(SchemaError) -> String {
        guard let value = attributes[key] else {
            throw .incomplete(element: "\(name) \(attributes["name"] ?? "")", attribute: key)
        }
        return value
    }
    /// An attribute that must be a number.
    func number(_ key: String) throws(SchemaError) -> Int {
        guard let value = Int(try attribute(key)) else {
            throw .incomplete(element: "\(name) \(attributes["name"] ?? "")", attribute: key)
        }
        return value
    }
    /// The elements of one name.
    func children(_ name: String) -> [SchemaElement] {
        children.filter { $0.name == name }
    }

    /// Reads front to back.
    private struct Reader {
        let characters: [Character]
        var place = 0

        mutating func skipProlog() throws(SchemaError) {
            skipBlanks()
            if starts(with: "<?") { try skip(past: "?>") }
            skipBlanks()
            while starts(with: "<!--") {
                try skip(past: "-->")
                skipBlanks()
            }
        }
        mutating func element(depth: Int) throws(SchemaError) -> SchemaElement {
            guard depth <= SchemaElement.depthLimit else {
                throw .tooDeep(limit: SchemaElement.depthLimit)
            }
            try take("<")
            var element = SchemaElement(name: try word(), attributes: [:], children: [], text: "")
            skipBlanks()
            while !starts(with: ">"), !starts(with: "/>") {
                let key = try word()
                try take("=\"")
                element.attributes[key] = try text(until: "\"")
                try take("\"")
                skipBlanks()
            }
            if starts(with: "/>") {
                try take("/>")
                return element
            }
            try take(">")
            while !starts(with: "</") {
                if starts(with: "<!--") {
                    try skip(past: "-->")
                } else if starts(with: "<") {
                    element.children.append(try self.element(depth: depth + 1))
                } else {
                    element.text += try text(until: "<")
                }
            }
            try take("</\(element.name)>")
            return element
        }

        private mutating func word() throws(SchemaError) -> String {
            let start = place
            while place < characters.count, characters[place].isLetter || characters[place].isNumber
            { place += 1 }
            guard place > start else { throw .malformed(offset: place) }
            return String(characters[start..<place])
        }
        private mutating func text(until end: Character) throws(SchemaError) -> String {
            let start = place
            while place < characters.count, characters[place] != end { place += 1 }
            guard place < characters.count else { throw .malformed(offset: place) }
            var text = String(characters[start..<place])
            for (entity, character) in [
                ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
            ] where text.contains("&") { text = text.split(by: entity, joinedBy: character) }
            return text
        }
        private mutating func take(_ expected: String) throws(SchemaError) {
            guard starts(with: expected) else { throw .malformed(offset: place) }
            place += expected.count
        }
        private mutating func skip(past end: String) throws(SchemaError) {
            while !starts(with: end) {
                guard place < characters.count else { throw .malformed(offset: place) }
                place += 1
            }
            place += end.count
        }
        private mutating func skipBlanks() {
            while place < characters.count, characters[place].isWhitespace { place += 1 }
        }
        private func starts(with text: String) -> Bool {
            characters[place...].starts(with: text)
        }
    }
}

extension String {
    /// The text with `other` in place of each `part`.
    fileprivate func split(by part: String, joinedBy other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}
