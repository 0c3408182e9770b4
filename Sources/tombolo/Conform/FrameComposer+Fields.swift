import Timekeeping
import Wire

/// What a case may leave out: fields that follow from payloads, clocks and questions.
extension FrameComposer {
    /// Adds the fields that follow from payloads, clocks and questions; returns the payloads.
    func complete(
        _ message: String, _ values: inout [String: CaseValue], _ step: [String: CaseValue],
        as peer: ConformancePeer, at now: Instant
    ) throws(CaseError) -> [[UInt8]] {
        func set(_ key: String, _ value: CaseValue) {
            if values[key] == nil { values[key] = value }
        }
        switch message {
        case "latent":
            set("captureStamp", .number(now.nanoseconds))
            return [try latentPart(step, &values)]
        case "batch":
            var payloads: [[UInt8]] = []
            let members = values["members"]?.list ?? []
            var completed: [CaseValue] = []
            for member in members {
                var member = entry("member", member)
                payloads += try memberParts(&member)
                completed.append(.object(member))
            }
            values["members"] = .list(completed)
            return payloads
        case "heartbeat":
            set("origin", .number(peer.heard?.transmit ?? 0))
            set("receive", .number(peer.heard?.arrival.nanoseconds ?? 0))
            set("transmit", .number(now.nanoseconds))
            return []
        case "plan", "outcome", "batchResult":
            guard let name = step["answers"]?.text else { return [] }
            guard let question = saved[name] else { throw .unknownVariable(name) }
            return try answer(message, question, &values, step)
        default: return []
        }
    }
    private func entry(_ name: String, _ given: CaseValue) -> [String: CaseValue] {
        (setting.defaults[name] ?? [:]).merging(given.object ?? [:]) { $1 }
    }

    // MARK: Latents

    private static let contentKeys = ["state", "latent", "damage"]
    /// Fields of a sensor's entry that may be said of the message instead.
    private static let sensorKeys = [
        "reference", "elementCount", "latentByteCount", "multiplier", "sensor", "codec",
    ]

    /// The payload parts of a batch's member, whose entry it completes: those of its links, then
    /// its own. Each is predicted from the one before it unless it says otherwise.
    private func memberParts(_ member: inout [String: CaseValue]) throws(CaseError) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        // One device and stream, a latent message for each member.
        if member["source"] == nil { member["source"] = .number(1) }
        if member["sequence"] == nil { member["sequence"] = member["member"] }
        var below = CaseValue.number(0)
        var links: [CaseValue] = []
        for link in member["links"]?.list ?? [] {
            var link = entry("link", link)
            parts.append(try entryPart(&link, from: below))
            below = link["sequence"] ?? below
            links.append(.object(link))
        }
        member["links"] = .list(links)
        parts.append(try entryPart(&member, from: below))
        return parts
    }
    private func entryPart(
        _ entry: inout [String: CaseValue], from below: CaseValue
    ) throws(CaseError) -> [UInt8] {
        let content = entry
        for key in Self.contentKeys { entry[key] = nil }
        if entry["reference"] == nil { entry["reference"] = below }
        return try latentPart(content, &entry)
    }
    /// The payload part that `content` asks for, of a latent, a member or a link, whose fields it
    /// completes.
    private func latentPart(
        _ content: [String: CaseValue], _ values: inout [String: CaseValue]
    ) throws(CaseError) -> [UInt8] {
        let zeros = [CaseValue](repeating: .number(0), count: setting.stateCount)
        let numbers = (content["state"]?.list ?? zeros).compactMap(\.real).map { Float($0) }
        var payload = PayloadNumbers.bytes(numbers)
        if values["stateByteCount"] == nil {
            values["stateByteCount"] = .number(UInt64(payload.count))
        }
        var shared: [String: CaseValue] = [:]
        for key in Self.sensorKeys { shared[key] = values.removeValue(forKey: key) }
        var sensors: [CaseValue] = []
        for (index, sensor) in (values["latents"]?.list ?? [.object([:])]).enumerated() {
            var sensor = shared.merging(sensor.object ?? [:]) { $1 }
            let isPredicted = ![nil, .null, .number(0)].contains(sensor["reference"])
            let latent = try compressed(content["latent"] ?? .number(0), isPredicted: isPredicted)
            payload += latent
            let derived: [(String, UInt64)] = [
                ("elementCount", UInt64(setting.elements)),
                ("latentByteCount", UInt64(latent.count)), ("sensor", UInt64(index)),
            ]
            for (key, number) in derived where sensor[key] == nil { sensor[key] = .number(number) }
            sensors.append(.object(sensor))
        }
        values["latents"] = .list(sensors)
        if values["payloadChecksum"] == nil {
            values["payloadChecksum"] = .number(UInt64(CRC32C.checksum(payload)))
        }
        if content["damage"] == .truth(true) { payload[payload.count - 1] ^= 0x01 }
        return payload
    }
    /// A compressed latent: as given, or zeros behind a first element of so many steps.
    private func compressed(
        _ value: CaseValue, isPredicted: Bool
    ) throws(CaseError) -> [UInt8] {
        if let bytes = value.text.flatMap(ControlInput.digits) { return bytes }
        guard let steps = value.real.flatMap({ Int(exactly: $0) }), (-127...127).contains(steps)
        else { throw .unfit("latent", value) }
        return setting.latent(first: steps, isPredicted: isPredicted)
    }

    // MARK: Answers

    /// The fields of an answer to `question`, and its payloads: plans straight on, whose first
    /// belief is the first number of the latent's state, so that each shows whose it is.
    private func answer(
        _ message: String, _ question: SeenFrame, _ values: inout [String: CaseValue],
        _ step: [String: CaseValue]
    ) throws(CaseError) -> [[UInt8]] {
        func mark(_ part: Int) -> Float {
            question.payloads.indices.contains(part)
                ? PayloadNumbers.number(question.payloads[part], at: 0) ?? 0 : 0
        }
        func set(_ key: String, _ value: CaseValue) {
            if values[key] == nil { values[key] = value }
        }
        guard message == "batchResult" else {
            set("captureStamp", question.value("captureStamp") ?? .number(0))
            set("latentSequence", .number(question.envelope.sequence))
            guard message == "plan" else { return [] }
            let plan = self.plan(values, mark: 80)
            set("payloadChecksum", .number(UInt64(CRC32C.checksum(plan))))
            return [plan]
        }
        let statuses = step["statuses"]?.list ?? []
        let count = Int(clamping: question.value("members.count")?.number ?? 0)
        var payloads: [[UInt8]] = []
        var members: [CaseValue] = []
        var part = -1
        for index in 0..<count {
            // A member's own part lies behind those of its links.
            let links = question.value("members[\(index)].links.count")?.number ?? 0
            part += Int(clamping: links) + 1
            let status = statuses.indices.contains(index) ? statuses[index] : .text("ok")
            let payload = status == .text("ok") ? plan(values, mark: mark(part)) : []
            payloads.append(payload)
            members.append(
                .object([
                    "member": question.value("members[\(index)].member") ?? .number(0),
                    "payloadByteCount": .number(UInt64(payload.count)),
                    "payloadChecksum": .number(
                        payload.isEmpty ? 0 : UInt64(CRC32C.checksum(payload))),
                    "status": status,
                ]))
        }
        set("batch", .number(question.envelope.sequence))
        set("members", .list(members))
        return payloads
    }
    /// A plan of the shape that `values` says: straight on at 3 m/s.
    private func plan(_ values: [String: CaseValue], mark: Float) -> [UInt8] {
        func count(_ key: String) -> Int { Int(clamping: values[key]?.number ?? 0) }
        var beliefs = [Float](repeating: 0, count: count("beliefCount"))
        if !beliefs.isEmpty { beliefs[0] = mark }
        let channels = count("channelCount")
        var numbers = beliefs
        for row in 0..<count("stepCount") {
            for channel in 0..<channels {
                let isForward = channel == 0
                let isSpeed = channel == 3
                numbers.append(isForward ? 0.3 * Float(row + 1) : isSpeed ? 3 : 0)
            }
        }
        return PayloadNumbers.bytes(numbers)
    }
}
