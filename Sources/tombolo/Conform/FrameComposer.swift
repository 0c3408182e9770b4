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
        var payloads = try complete(message, &values, step, as: peer, at: now)
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

    /// The bytes that hexadecimal digits or `{"zeros": 70000, "times": 2}` say, part by part.
    private func byteParts(_ value: CaseValue, _ key: String) throws(CaseError) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        for value in try variables.resolve(value).list ?? [] {
            if let text = value.text {
                guard let bytes = text.isEmpty ? [] : ControlInput.digits(text) else {
                    throw .unfit(key, value)
                }
                parts.append(bytes)
            } else {
                let times = value["times"]?.number ?? 1
                guard let count = value["zeros"]?.number.flatMap({ Int(exactly: $0) }),
                    count <= 1 << 24, times <= ConformanceLimits.parts
                else { throw .unfit(key, value) }
                for _ in 0..<times { parts.append([UInt8](repeating: 0, count: count)) }
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
