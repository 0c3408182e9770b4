/// What the steps of a case saved, by name: `$latent1.sequence`.
struct CaseVariables: Hashable, Sendable {
    private var values: [String: CaseValue] = [:]

    /// The value called `name`, or nil.
    subscript(name: String) -> CaseValue? {
        get { values[name] }
        set { values[name] = newValue }
    }
    /// Saves the fields of a frame below `name`.
    mutating func save(_ fields: [FrameField], as name: String) {
        for field in fields { values["\(name).\(field.path)"] = field.value }
    }

    /// `value` with every `$name` in it replaced; `$name+5` and `$name-5` count on from a number.
    func resolve(_ value: CaseValue) throws(CaseError) -> CaseValue {
        switch value {
        case .text(let text) where text.first == "$": return try resolve(String(text.dropFirst()))
        case .list(let list):
            var resolved: [CaseValue] = []
            for value in list { resolved.append(try resolve(value)) }
            return .list(resolved)
        case .object(let object):
            var resolved: [String: CaseValue] = [:]
            for (key, value) in object { resolved[key] = try resolve(value) }
            return .object(resolved)
        case .null, .truth, .number, .real, .text: return value
        }
    }
    private func resolve(_ expression: String) throws(CaseError) -> CaseValue {
        if let value = values[expression] { return value }
        guard let sign = expression.lastIndex(where: { $0 == "+" || $0 == "-" }),
            let number = values[String(expression[..<sign])]?.number,
            let step = UInt64(expression[expression.index(after: sign)...])
        else { throw .unknownVariable(expression) }
        // Wrapping, as the protocol's counters never do and an author's slip may.
        return .number(expression[sign] == "+" ? number &+ step : number < step ? 0 : number - step)
    }
}
