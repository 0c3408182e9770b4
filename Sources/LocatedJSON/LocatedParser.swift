/// Reads JSON (RFC 8259) and keeps the lines, which Foundation's decoder does not.
public struct LocatedParser {
    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    /// The value that `bytes` are, or what is wrong with them.
    public static func value(of bytes: [UInt8]) throws(FieldProblem) -> LocatedValue {
        guard bytes.count <= Limits.bytes else {
            throw FieldProblem(
                line: 1, field: "",
                problem: "the file has \(bytes.count) bytes, legal are \(Limits.bytes)")
        }
        var parser = LocatedParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.next == nil else { throw parser.problem("something follows the last brace") }
        return value
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }
    private func problem(_ text: String) -> FieldProblem {
        FieldProblem(line: line, field: "", problem: "no JSON: " + text)
    }
    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == 0x0A { line += 1 }
            place += 1
        }
    }
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard let byte = next, UInt32(byte) == character.value else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(FieldProblem) -> LocatedValue {
        guard depth < Limits.depth else { throw problem("nested too deeply") }
        skipBlanks()
        let line = line
        let content: LocatedValue.Content
        switch next {
        case UInt8(ascii: "{"): content = try object(depth)
        case UInt8(ascii: "["): content = try list(depth)
        case UInt8(ascii: "\""): content = .text(try text())
        case nil: throw problem("the file ends too early; is a brace missing?")
        default: content = try word()
        }
        return LocatedValue(line: line, content: content)
    }
    private mutating func object(_ depth: Int) throws(FieldProblem) -> LocatedValue.Content {
        place += 1
        var members: [LocatedValue.Member] = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else {
                throw problem("a key in double quotes is expected; is there a comma too many?")
            }
            let line = line
            let key = try text()
            guard members.count < Limits.members else {
                throw FieldProblem(
                    line: line, field: key,
                    problem: "is one more than the \(Limits.members) members that an object may "
                        + "have; remove some")
            }
            guard !members.contains(where: { $0.key == key }) else {
                throw FieldProblem(
                    line: line, field: key, problem: "is there twice; remove one of them")
            }
            guard take(":") else { throw problem("':' is expected after \"\(key)\"") }
            members.append(.init(key: key, line: line, value: try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw problem("',' or '}' is expected") }
        return .object(members)
    }
    private mutating func list(_ depth: Int) throws(FieldProblem) -> LocatedValue.Content {
        place += 1
        var values: [LocatedValue] = []
        if take("]") { return .list(values) }
        repeat { values.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw problem("',' or ']' is expected") }
        return .list(values)
    }
    private mutating func word() throws(FieldProblem) -> LocatedValue.Content {
        let begin = place
        while let byte = next, !" \t\r\n,]}:[{\"".utf8.contains(byte) { place += 1 }
        let word = String(decoding: bytes[begin..<place], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default:
            // Swift reads "nan", "0x1" and "+1" too; JSON does not.
            let isJSON = word.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
            guard isJSON, word.first != "+", word.first != ".", let number = Double(word),
                number.isFinite
            else { throw problem("'\(word)' is no value; texts want double quotes") }
            return .number(number)
        }
    }
    private mutating func text() throws(FieldProblem) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw problem("a text has no end on its line") }
            place += 1
            if byte == UInt8(ascii: "\\") {
                text += try escape().utf8
            } else {
                text.append(byte)
            }
        }
        guard next != nil else { throw problem("a text has no end") }
        place += 1
        guard let text = String(validating: text, as: UTF8.self) else {
            throw problem("a text is not UTF-8")
        }
        return text
    }
    private mutating func escape() throws(FieldProblem) -> String {
        guard let byte = next else { throw problem("a text has no end") }
        place += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return String(UnicodeScalar(byte))
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw problem("'\\\(UnicodeScalar(byte))' is no escape")
        }
    }
    // What follows `\u`; beyond 16 bits it is a pair of surrogates (RFC 8259, section 7).
    private mutating func escapedScalar() throws(FieldProblem) -> String {
        let code = try hexadecimal()
        if UTF16.isLeadSurrogate(code), bytes[place...].starts(with: "\\u".utf8) {
            place += 2
            let trail = try hexadecimal()
            guard UTF16.isTrailSurrogate(trail) else { throw half(code) }
            return String(decoding: [code, trail], as: UTF16.self)
        }
        guard let scalar = Unicode.Scalar(code) else { throw half(code) }
        return String(scalar)
    }
    private func half(_ code: UInt16) -> FieldProblem {
        problem("write the character itself, not \\u\(String(code, radix: 16)), half of a pair")
    }
    private mutating func hexadecimal() throws(FieldProblem) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are expected after \\u")
            }
            code = code << 4 | UInt16(digit)
            place += 1
        }
        return code
    }
}
