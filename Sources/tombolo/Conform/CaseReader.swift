import Timekeeping

/// Reads a case from its JSON.
struct CaseReader {
    /// The names of a folder's vectors, for cases that are one for each of them.
    let vectors: [String]

    private static let caseKeys: Set = [
        "id", "title", "role", "sentence", "description", "skip", "forEach", "steps",
    ]
    private static let sendKeys: Set = [
        "message", "fields", "header", "mutate", "payload", "state", "latent", "damage", "answers",
        "statuses", "vector", "vectors", "raw", "garbage", "repeat", "as",
    ]
    private static let patternKeys: Set = ["message", "fields", "payload", "as", "verdict"]
    private static let timingKeys: Set = ["within", "strictly", "notBefore"]

    /// The cases in `value`: one, or one for each vector that `forEach` names.
    func cases(_ value: CaseValue) throws(CaseError) -> [ConformanceCase] {
        let object = try Self.object(value, "a case")
        try Self.check(object, Self.caseKeys, "a case")
        let id = try Self.text(object, "id", "a case")
        let place = "case \(id)"
        guard let role = ConformanceRole(rawValue: try Self.text(object, "role", place)) else {
            throw .unfit("role", object["role"] ?? .null)
        }
        var steps: [CaseStep] = []
        for step in object["steps"]?.list ?? [] {
            steps += try self.steps(step, "\(place), step \(steps.count + 1)")
        }
        guard !steps.isEmpty else { throw .missing("steps", in: place) }
        var skip = object["skip"]?.list?.compactMap(\.text) ?? ["heartbeat"]
        // A coordinator may ask for another pace whenever it likes.
        if role == .coordinator { skip.append("pace") }
        let single = ConformanceCase(
            id: id, title: try Self.text(object, "title", place), role: role,
            sentence: try Self.text(object, "sentence", place),
            description: try Self.text(object, "description", place), skip: skip, steps: steps)
        guard let folder = object["forEach"]?.text else { return [single] }
        let names = vectors.filter { $0.hasPrefix(folder + "/") }.sorted()
        guard !names.isEmpty else { throw .unknownName(folder) }
        return names.enumerated().map { index, name in
            var one = single
            one.id += ".\(index + 1)"
            one.title += ": \(name)"
            one.each = name
            return one
        }
    }

    private func steps(_ value: CaseValue, _ place: String) throws(CaseError) -> [CaseStep] {
        let object = try Self.object(value, place)
        let verbs = [
            "connect", "renew", "close", "send", "expect", "expectNothing", "wait", "heartbeats",
            "greet", "accept",
        ]
        let found = verbs.filter { object[$0] != nil }
        guard found.count == 1, let verb = found.first, let subject = object[verb] else {
            throw .missing("one of \(verbs.joined(separator: ", "))", in: place)
        }
        let allowed: Set = [verb, "peer", "for", "fields", "epoch"]
        try Self.check(object, allowed.union(Self.timingKeys), place)
        switch verb {
        case "connect": return [.connect(try Self.name(subject, verb))]
        case "renew": return [.renew(try Self.name(subject, verb), epoch: object["epoch"])]
        case "close": return [.close(try Self.name(subject, verb))]
        case "greet":
            return try greeting(try Self.name(subject, verb), object["fields"], place)
        case "accept":
            return try acceptance(try Self.name(subject, verb), object["fields"], place)
        case "wait": return [.wait(try Self.interval(subject, verb))]
        case "send":
            let sending = try Self.object(subject, place)
            try Self.check(sending, Self.sendKeys, place)
            return [.send(try Self.text(object, "peer", place), sending)]
        case "expect":
            return [
                .expect(
                    try Self.text(object, "peer", place), try patterns(subject, place),
                    try timing(object))
            ]
        case "expectNothing":
            let kinds = subject.list?.compactMap(\.text) ?? []
            let time = try Self.interval(object["for"] ?? .null, "for")
            return [.expectNothing(try Self.text(object, "peer", place), kinds: kinds, time)]
        default:
            guard case .truth(let truth) = subject else { throw .unfit(verb, subject) }
            return [.heartbeats(try Self.text(object, "peer", place), truth)]
        }
    }
    /// What most cases begin with: a connection, its greeting and a welcome.
    private func greeting(
        _ peer: String, _ fields: CaseValue?, _ place: String
    ) throws(CaseError) -> [CaseStep] {
        let message = ConformanceCase.isWorker(peer) ? "register" : "hello"
        let welcome = FramePattern(
            message: "welcome", fields: [:], payload: nil, name: "\(peer).welcome",
            isStrict: true)
        return [
            .connect(peer),
            .send(
                peer, ["message": .text(message), "fields": fields ?? .object([:])]),
            .expect(peer, [welcome], try timing([:])),
        ]
    }
    /// What most cases of a device or a worker begin with: its greeting, which may have to wait
    /// for its models and its back-off, and the runner's welcome.
    private func acceptance(
        _ peer: String, _ fields: CaseValue?, _ place: String
    ) throws(CaseError) -> [CaseStep] {
        let greetings = ["hello", "register"].map { message in
            FramePattern(
                message: message, fields: [:], payload: nil, name: "\(peer).greeting",
                isStrict: true)
        }
        return [
            .expect(peer, greetings, try timing(["within": .number(20_000)])),
            .send(
                peer, ["message": .text("welcome"), "fields": fields ?? .object([:])]),
        ]
    }
    private func patterns(
        _ value: CaseValue, _ place: String
    ) throws(CaseError) -> [FramePattern] {
        var patterns: [FramePattern] = []
        for value in value.list ?? [value] {
            let object = try Self.object(value, place)
            try Self.check(object, Self.patternKeys, place)
            let verdict = object["verdict"]?.text ?? "OK"
            guard verdict == "OK" || verdict == "NON-STRICT" else {
                throw .unfit("verdict", .text(verdict))
            }
            patterns.append(
                FramePattern(
                    message: try Self.text(object, "message", place),
                    fields: object["fields"]?.object ?? [:], payload: object["payload"]?.list,
                    name: object["as"]?.text, isStrict: verdict == "OK"))
        }
        return patterns
    }
    private func timing(_ object: [String: CaseValue]) throws(CaseError) -> CaseTiming {
        // Half a second is long for an answer, and short for a busy machine's scheduler: it is
        // what a greeting may take before the caller gives up (section 10).
        let within = try object["within"].map { value throws(CaseError) in
            try Self.interval(value, "within")
        }
        let strictly = try object["strictly"].map { value throws(CaseError) in
            try Self.interval(value, "strictly")
        }
        let notBefore = try object["notBefore"].map { value throws(CaseError) in
            try Self.interval(value, "notBefore")
        }
        let latest = within ?? ConformanceLimits.patience
        return CaseTiming(
            within: latest, strictly: strictly ?? latest, notBefore: notBefore ?? .zero)
    }

    private static func interval(
        _ value: CaseValue, _ key: String
    ) throws(CaseError) -> Interval {
        guard let number = value.number, number <= ConformanceLimits.stepMilliseconds else {
            throw .unfit(key, value)
        }
        return .milliseconds(Int64(number))
    }
    private static func name(_ value: CaseValue, _ key: String) throws(CaseError) -> String {
        guard let text = value.text else { throw .unfit(key, value) }
        return text
    }
    private static func text(
        _ object: [String: CaseValue], _ key: String, _ place: String
    ) throws(CaseError) -> String {
        guard let value = object[key] else { throw .missing(key, in: place) }
        return try name(value, key)
    }
    private static func object(
        _ value: CaseValue, _ place: String
    ) throws(CaseError) -> [String: CaseValue] {
        guard let object = value.object else { throw .unfit(place, value) }
        return object
    }
    private static func check(
        _ object: [String: CaseValue], _ keys: Set<String>, _ place: String
    ) throws(CaseError) {
        if let key = object.keys.sorted().first(where: { !keys.contains($0) }) {
            throw .unknownKey(key, in: place)
        }
    }
}
