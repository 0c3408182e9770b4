/// One JSON object on one line, written field by field.
///
/// Numbers are rounded to a stated count of decimals: a log for people and plots, not for replay.
public struct JSONLine: Sendable {
    private var text: String

    /// An object whose first field is `kind`.
    public init(kind: StaticString) { text = "{\"kind\":\"\(kind)\"" }

    /// The line so far, closed.
    public var line: String { text + "}" }

    /// Adds a number; one that is not finite becomes null.
    public mutating func add(_ key: StaticString, _ value: Double, decimals: Int) {
        name(key)
        text += JSONLine.number(value, decimals: decimals)
    }
    /// Adds a number, or null.
    public mutating func add(_ key: StaticString, _ value: Double?, decimals: Int) {
        add(key, value ?? .nan, decimals: decimals)
    }
    /// Adds a whole number.
    public mutating func add(_ key: StaticString, _ value: some BinaryInteger) {
        name(key)
        text += String(value)
    }
    /// Adds a truth.
    public mutating func add(_ key: StaticString, _ value: Bool) {
        name(key)
        text += value ? "true" : "false"
    }
    /// Adds a text.
    public mutating func add(_ key: StaticString, _ value: String) {
        name(key)
        text += JSONLine.quoted(value)
    }
    /// Adds a list of numbers.
    public mutating func add(_ key: StaticString, numbers: [Double], decimals: Int) {
        name(key)
        let list = numbers.map { JSONLine.number($0, decimals: decimals) }
        text += "[" + list.joined(separator: ",") + "]"
    }
    /// Adds rows of numbers.
    public mutating func add(_ key: StaticString, rows: [[Double]], decimals: Int) {
        name(key)
        let lines = rows.map { row in
            "[" + row.map { JSONLine.number($0, decimals: decimals) }.joined(separator: ",") + "]"
        }
        text += "[" + lines.joined(separator: ",") + "]"
    }
    /// Adds texts.
    public mutating func add(_ key: StaticString, texts: [String]) {
        name(key)
        text += "[" + texts.map(JSONLine.quoted).joined(separator: ",") + "]"
    }
    /// Adds what is JSON already.
    mutating func add(_ key: StaticString, json: String) {
        name(key)
        text += json
    }
    /// Adds an object of numbers.
    public mutating func add(
        _ key: StaticString, object: [(name: String, value: Double)], decimals: Int
    ) {
        name(key)
        let fields = object.map { field in
            JSONLine.quoted(field.name) + ":" + JSONLine.number(field.value, decimals: decimals)
        }
        text += "{" + fields.joined(separator: ",") + "}"
    }

    private mutating func name(_ key: StaticString) { text += ",\"\(key)\":" }

    static func number(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "null" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard let whole = Int64(exactly: (value * scale).rounded()) else { return "null" }
        guard decimals > 0 else { return String(whole) }
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
        return (whole < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar.value < 0x20 ? " " : scalar)
            }
        }
        return result + "\""
    }
}
