public import Timekeeping

/// The members of one JSON object, read by name; what is missing, unknown or out of range is a
/// problem at its line.
public struct FieldReader {
    /// Where the object is: `groups[0]`, or empty for the file's own.
    public let path: String
    /// The object's line, from 1.
    public let line: Int
    private let members: [LocatedValue.Member]

    /// The object `value` at `path`, which may have the `known` members and no others.
    public init(_ value: LocatedValue, at path: String, known: [String]) throws(FieldProblem) {
        guard case .object(let members) = value.content else {
            throw FieldProblem(
                line: value.line, field: path,
                problem: "is \(value.kind), an object in braces is expected")
        }
        self.path = path
        self.members = members
        line = value.line
        for member in members where !known.contains(member.key) {
            throw FieldProblem(
                line: member.line, field: Self.join(path, member.key),
                problem: "is unknown; known here are \(known.joined(separator: ", "))")
        }
    }

    /// Whether the object has the member.
    public func has(_ key: String) -> Bool { member(key) != nil }
    /// A problem of one member, at its line.
    public func problem(_ key: String, _ text: String) -> FieldProblem {
        FieldProblem(
            line: member(key)?.value.line ?? line, field: Self.join(path, key), problem: text)
    }
    /// A member's value; `expected` says what to add if it is missing.
    public func value(_ key: String, expected: String) throws(FieldProblem) -> LocatedValue {
        guard let member = member(key) else {
            throw FieldProblem(
                line: line, field: Self.join(path, key), problem: "is missing; add \(expected)")
        }
        return member.value
    }
    /// A number in `range`; `unit` is what it counts.
    public func number(
        _ key: String, _ range: ClosedRange<Double>, _ unit: String = ""
    ) throws(FieldProblem) -> Double {
        let legal =
            "\(LocatedValue.text(range.lowerBound)) to \(LocatedValue.text(range.upperBound))"
            + (unit.isEmpty ? "" : " \(unit)")
        let value = try value(key, expected: "a number, \(legal)")
        guard case .number(let number) = value.content, range.contains(number) else {
            throw problem(key, "is \(value.kind), legal are numbers, \(legal)")
        }
        return number
    }
    /// A number in `range`, or `usual` if there is none.
    public func number(
        _ key: String, _ range: ClosedRange<Double>, _ unit: String = "", or usual: Double
    ) throws(FieldProblem) -> Double {
        has(key) ? try number(key, range, unit) : usual
    }
    /// A whole number in `range`.
    public func count(_ key: String, _ range: ClosedRange<Int>) throws(FieldProblem) -> Int {
        let legal = "\(range.lowerBound) to \(range.upperBound)"
        let value = try value(key, expected: "a whole number, \(legal)")
        guard case .number(let number) = value.content, let count = Int(exactly: number),
            range.contains(count)
        else { throw problem(key, "is \(value.kind), legal are whole numbers, \(legal)") }
        return count
    }
    /// Milliseconds, to the nanosecond.
    public func milliseconds(
        _ key: String, _ range: ClosedRange<Double>
    ) throws(FieldProblem) -> Interval {
        Self.interval(milliseconds: try number(key, range, "ms"))
    }
    /// Seconds, to the nanosecond.
    public func seconds(_ key: String, _ range: ClosedRange<Double>) throws(FieldProblem)
        -> Interval
    {
        Self.interval(milliseconds: try number(key, range, "s") * 1_000)
    }
    /// A text that is not empty.
    public func text(_ key: String, limit: Int = Limits.textLength) throws(FieldProblem) -> String {
        let value = try value(key, expected: "a text in double quotes")
        guard case .text(let text) = value.content, !text.isEmpty, text.count <= limit else {
            throw problem(key, "is \(value.kind), a text of 1 to \(limit) characters is expected")
        }
        return text
    }
    /// The place of a name in `names`; `what` they are.
    public func place(_ key: String, in names: [String], _ what: String) throws(FieldProblem) -> Int
    {
        let text = try text(key)
        guard let place = names.firstIndex(of: text) else {
            throw problem(key, Self.unknown(text, names, what))
        }
        return place
    }
    /// A list of 1 to `limit` entries, with the path of each.
    public func list(
        _ key: String, limit: Int
    ) throws(FieldProblem) -> [(value: LocatedValue, path: String)] {
        let value = try value(key, expected: "a list of 1 to \(limit) entries")
        guard case .list(let values) = value.content, (1...limit).contains(values.count) else {
            throw problem(key, "is \(value.kind), a list of 1 to \(limit) entries is expected")
        }
        let path = Self.join(path, key)
        return values.enumerated().map { ($1, "\(path)[\($0)]") }
    }

    /// What to say of a name that is none of `names`.
    public static func unknown(_ name: String, _ names: [String], _ what: String) -> String {
        "there is no \(what) '\(name)'; choose one of: \(names.joined(separator: ", "))"
    }
    /// The path of a member.
    public static func join(_ path: String, _ key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }
    /// Milliseconds, to the nanosecond; for ranges that were checked.
    public static func interval(milliseconds: Double) -> Interval {
        .nanoseconds(Int64((milliseconds * 1e6).rounded()))
    }
    private func member(_ key: String) -> LocatedValue.Member? {
        members.first { $0.key == key }
    }
}
