import Randomness
import Timekeeping
import Wire

/// Makes the parts of a message from what a step says of it.
struct FrameComposer {
    /// What all cases share.
    let setting: ConformanceSetting
    /// What was saved so far.
    let variables: CaseVariables
    /// Messages that came and were saved, by name: what an answer answers.
    let saved: [String: SeenFrame]
    /// What `$each` stands for.
    let each: String?

    /// A message ready to be sent.
    struct Composed {
        /// Its parts, control part first.
        var parts: [[UInt8]]
        /// Its fields before any damage.
        var fields: [FrameField]
        /// The payload parts as fields, for later comparison.
        var payloads: [[UInt8]]
    }

    /// One message of `peer`, to be numbered by `sequence` unless the step says otherwise.
    func compose(
        _ step: [String: CaseValue], as peer: ConformancePeer, at now: Instant
    ) throws(CaseError) -> Composed {
        if let raw = step["raw"] {
            let parts = try byteParts(raw, "raw")
            return Composed(parts: parts, fields: [], payloads: Array(parts.dropFirst()))
        }
        if let vector = step["vector"] { return try composeVector(vector, step, as: peer) }
        guard let message = step["message"]?.text else {
            throw .missing("message, vector, raw or garbage", in: "send")
        }
        var values = setting.defaults[message] ?? [:]
        for (key, value) in step["fields"]?.object ?? [:] { values[key] = value }
        values = try variables.resolve(.object(values)).object ?? [:]
        var payloads = try fill(message, &values, step, as: peer, at: now)
        if let given = step["payload"] { payloads = try byteParts(given, "payload") }
        let (kind, body) = try setting.fields.body(of: message, values)
        let mutation = FrameMutation(try variables.resolve(step["mutate"] ?? .object([:])))
        let header = try variables.resolve(step["header"] ?? .object([:])).object ?? [:]
        let control = try mutation.control(
            kind: kind, body: body, header: header, epoch: peer.epoch, sequence: peer.nextSequence,
            payloadByteCount: payloads.reduce(0) { $0 + $1.count })
        return Composed(
            parts: [control.damaged] + payloads, fields: setting.fields.read(control.sound),
            payloads: payloads)
    }

    /// The bytes that hexadecimal digits or `{"zeros": 70000}` say, part by part.
    private func byteParts(_ value: CaseValue, _ key: String) throws(CaseError) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        for value in try variables.resolve(value).list ?? [] {
            if let text = value.text {
                guard let bytes = text.isEmpty ? [] : ControlInput.digits(text) else {
                    throw .unfit(key, value)
                }
                parts.append(bytes)
            } else {
                guard let count = value["zeros"]?.number.flatMap({ Int(exactly: $0) }),
                    count <= 1 << 24
                else { throw .unfit(key, value) }
                parts.append([UInt8](repeating: 0, count: count))
            }
        }
        return parts
    }

    /// A vector as it is, or under the peer's epoch and next sequence if the step has a header.
    private func composeVector(
        _ value: CaseValue, _ step: [String: CaseValue], as peer: ConformancePeer
    ) throws(CaseError) -> Composed {
        let name = value == .text("$each") ? each : value.text
        guard let name, var control = setting.vectors[name] else {
            throw .unknownName(value.description)
        }
        if let header = step["header"], control.count >= 32 {
            let given = try variables.resolve(header).object ?? [:]
            let epoch = given["epoch"]?.number ?? peer.epoch
            let sequence = given["sequence"]?.number ?? peer.nextSequence
            control.replaceSubrange(16..<24, with: FrameFields.bytes(epoch, 8))
            control.replaceSubrange(24..<32, with: FrameFields.bytes(sequence, 8))
            if control[5] & 1 != 0 { FrameMutation.seal(&control) }
        }
        let payloads = try step["payload"].map { value throws(CaseError) in
            try byteParts(value, "payload")
        }
        return Composed(
            parts: [control] + (payloads ?? []), fields: setting.fields.read(control),
            payloads: payloads ?? [])
    }
}

// MARK: What a case may leave out

extension FrameComposer {
    /// Adds the fields that follow from payloads, clocks and questions; returns the payloads.
    private func fill(
        _ message: String, _ values: inout [String: CaseValue], _ step: [String: CaseValue],
        as peer: ConformancePeer, at now: Instant
    ) throws(CaseError) -> [[UInt8]] {
        func set(_ key: String, _ value: CaseValue) {
            if values[key] == nil { values[key] = value }
        }
        switch message {
        case "latent":
            set("captureStamp", .number(now.nanoseconds))
            let payload = try latentPayload(of: message, step, &values)
            return [payload]
        case "batch":
            var payloads: [[UInt8]] = []
            var members: [CaseValue] = []
            for entry in values["members"]?.list ?? [] {
                var member = setting.defaults["member"] ?? [:]
                for (key, value) in entry.object ?? [:] { member[key] = value }
                let source = member
                for key in ["state", "latent", "damage"] { member[key] = nil }
                // One device and stream, a latent message for each member.
                for key in ["source", "sequence"]
                where member[key] == nil && setting.fields.knows(key, in: "members", of: message) {
                    member[key] = key == "source" ? .number(1) : member["member"]
                }
                payloads.append(try latentPayload(of: message, source, &member))
                members.append(.object(member))
            }
            values["members"] = .list(members)
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

    /// The payload part of a latent or a member, whose header it completes.
    private func latentPayload(
        of message: String, _ source: [String: CaseValue], _ values: inout [String: CaseValue]
    ) throws(CaseError) -> [UInt8] {
        let zeros = [CaseValue](repeating: .number(0), count: setting.stateCount)
        let numbers = (source["state"]?.list ?? zeros).compactMap(\.real).map { Float($0) }
        let state = PayloadNumbers.bytes(numbers)
        var latent = setting.zeroLatent
        if let given = source["latent"] {
            guard let bytes = given.text.flatMap(ControlInput.digits) else {
                throw .unfit("latent", given)
            }
            latent = bytes
        }
        var payload = state + latent
        let derived: [(String, UInt64)] = [
            ("elementCount", UInt64(setting.elements)), ("latentByteCount", UInt64(latent.count)),
            ("stateByteCount", UInt64(state.count)),
            ("payloadChecksum", UInt64(CRC32C.checksum(payload))),
        ]
        for (key, number) in derived where values[key] == nil { values[key] = .number(number) }
        if setting.fields.knows("sensor", in: "latents", of: message), values["sensor"] == nil {
            values["sensor"] = .number(0)
        }
        if source["damage"] == .truth(true) { payload[payload.count - 1] ^= 0x01 }
        return payload
    }

    /// The fields of an answer to `question`, and its payloads: plans straight on, whose first
    /// belief is the first number of the latent's state, so that each shows whose it is.
    private func answer(
        _ message: String, _ question: SeenFrame, _ values: inout [String: CaseValue],
        _ step: [String: CaseValue]
    ) throws(CaseError) -> [[UInt8]] {
        func mark(_ index: Int) -> Float {
            question.payloads.indices.contains(index)
                ? PayloadNumbers.number(question.payloads[index], at: 0) ?? 0 : 0
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
        for index in 0..<count {
            let status = statuses.indices.contains(index) ? statuses[index] : .text("ok")
            let payload = status == .text("ok") ? plan(values, mark: mark(index)) : []
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

    /// Messages that mean nothing: chance bytes, half of them behind a header's first bytes.
    static func garbage(_ count: Int, _ random: inout RandomStream) -> [[[UInt8]]] {
        (0..<count).map { index in
            let length = random.integer(in: 0..<200)
            let noise = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            return [
                index.isMultiple(of: 2) ? noise : [0x54, 0x4D, 1, 0, UInt8(index % 20)] + noise
            ]
        }
    }
}
