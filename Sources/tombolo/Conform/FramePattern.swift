import Wire

/// What an expected message must look like.
struct FramePattern: Hashable, Sendable {
    /// Its name.
    var message: String
    /// What holds of its fields; others may be anything.
    var fields: [String: CaseValue]
    /// What holds of its payload parts, one for each, or nil.
    var payload: [CaseValue]?
    /// The name under which it is saved, or nil.
    var name: String?
    /// Whether it is what the protocol wants, or only what it lets pass.
    var isStrict: Bool

    /// What differs in `frame`, or nil if it fits.
    func mismatch(
        _ frame: SeenFrame, _ variables: CaseVariables
    ) throws(CaseError) -> String? {
        guard frame.name == message else { return "it is no \(message)" }
        var own = variables
        own.save(frame.fields, as: "this")
        for (path, constraint) in Self.flat(.object(fields), path: "") {
            guard let value = frame.value(path) else { return "it has no \(path)" }
            if let difference = try Self.difference(value, constraint, own) {
                return "\(path) \(difference)"
            }
        }
        guard let payload else { return nil }
        guard payload.count == frame.payloads.count else {
            return "it has \(frame.payloads.count) payload parts, not \(payload.count)"
        }
        for (index, constraint) in payload.enumerated() {
            if let difference = try Self.difference(frame.payloads[index], constraint, own) {
                return "payload part \(index) \(difference)"
            }
        }
        return nil
    }

    /// The pattern in words.
    var text: String {
        let parts = payload.map { " + " + CaseValue.list($0).description } ?? ""
        return message + (fields.isEmpty ? "" : "(\(CaseValue.object(fields)))") + parts
    }

    private static let constraintKeys: Set = ["min", "max", "oneOf", "not", "near", "every", "by"]

    /// Constraints by path, lists with their counts, in the order of their names.
    private static func flat(_ value: CaseValue, path: String) -> [(String, CaseValue)] {
        if case .list(let list) = value {
            let entries = list.enumerated().flatMap { flat($1, path: "\(path)[\($0)]") }
            return [("\(path).count", .number(UInt64(list.count)))] + entries
        }
        guard case .object(let object) = value,
            object.isEmpty || !constraintKeys.isSuperset(of: object.keys)
        else { return [(path, value)] }
        return object.keys.sorted().flatMap { key in
            flat(object[key] ?? .null, path: path.isEmpty ? key : "\(path).\(key)")
        }
    }

    private static func difference(
        _ value: CaseValue, _ constraint: CaseValue, _ variables: CaseVariables
    ) throws(CaseError) -> String? {
        let wanted = try variables.resolve(constraint)
        guard let object = wanted.object else {
            return value == wanted ? nil : "is \(value), not \(wanted)"
        }
        if let least = object["min"] {
            guard let number = value.number, let least = least.number, number >= least else {
                return "is \(value), not \(least) or more"
            }
        }
        if let most = object["max"] {
            guard let number = value.number, let most = most.number, number <= most else {
                return "is \(value), not \(most) or less"
            }
        }
        if let allowed = object["oneOf"]?.list, !allowed.contains(value) {
            return "is \(value), none of \(CaseValue.list(allowed))"
        }
        if let other = object["not"], other == value { return "is \(value)" }
        return try distance(value, object)
    }
    /// Whether a number is too far from `near` and from all that are whole `every` away from it.
    private static func distance(
        _ value: CaseValue, _ object: [String: CaseValue]
    ) throws(CaseError) -> String? {
        guard let near = object["near"] else { return nil }
        guard let center = near.number, let most = object["by"]?.number,
            let every = object["every"]?.number, every > 0
        else { throw .unfit("near", .object(object)) }
        guard let number = value.number else { return "is \(value), and no number" }
        let (place, wanted) = (number % every, center % every)
        let apart = max(place, wanted) - min(place, wanted)
        let distance = min(apart, every - apart)
        return distance <= most ? nil : "is \(value), \(distance) off \(near), not \(most) or less"
    }
    /// Constraints of a payload part: its digits, `byteCount`, or `floats` by index.
    private static func difference(
        _ part: [UInt8], _ constraint: CaseValue, _ variables: CaseVariables
    ) throws(CaseError) -> String? {
        let wanted = try variables.resolve(constraint)
        if let digits = wanted.text {
            return FrameFields.digits(part) == digits
                ? nil : "holds other bytes (\(part.count) of them)"
        }
        guard let object = wanted.object else { throw .unfit("payload", constraint) }
        if let count = object["byteCount"], count.number != UInt64(part.count) {
            return "has \(part.count) bytes, not \(count)"
        }
        let floats = object["floats"]?.object ?? [:]
        for key in floats.keys.sorted() {
            guard let index = Int(key), let expected = floats[key]?.real else {
                throw .unfit("floats", constraint)
            }
            let found = PayloadNumbers.number(part, at: index)
            guard let found, found == Float(expected) else {
                return "has \(found.map { "\($0)" } ?? "no number") at \(key), not \(expected)"
            }
        }
        return nil
    }
}
