import Timekeeping
import Wire

/// Frames from values to bytes and back, beside memcpy of the same bytes.
struct WireContest {
    private let frames: WireFrames
    private static let calls = 200

    init(_ frames: WireFrames) { self.frames = frames }

    /// Latent and plan, whole and without the payload.
    var contest: Contest {
        let latentBytes = frames.latentParts.map(\.count)
        let planBytes = frames.planParts.map(\.count)
        let latentCopy = ByteCopy(byteCount: latentBytes.reduce(0, +))
        let planCopy = ByteCopy(byteCount: planBytes.reduce(0, +))
        return Contest(
            title: "Wire, encode and decode: control part, payload and their CRC32C on both sides",
            contestants: [
                contestant("memcpy of the latent frame", [], { latentCopy.run() }),
                contestant(
                    "latent frame, \(Self.shape(latentBytes)) bytes",
                    ["memcpy of the latent frame"],
                    codeLatent),
                contestant(
                    "latent frame, control part only", ["memcpy of the latent frame"],
                    codeLatentControl),
                contestant("memcpy of the plan frame", [], { planCopy.run() }),
                contestant(
                    "plan frame, \(Self.shape(planBytes)) bytes", ["memcpy of the plan frame"],
                    codePlan),
            ])
    }
    /// Control parts, each way, beside memcpy of as many bytes.
    var controlParts: Contest {
        let plan = PlanPayload.encode(beliefs: frames.beliefs, steps: frames.steps)
        let messages: [(name: String, envelope: Envelope)] =
            [
                ("latent", frames.latentEnvelope(sequence: 1, stamp: 1)),
                ("plan", frames.planEnvelope(plan)),
            ] + Self.small.map { ($0.name, Envelope(epoch: 1, sequence: 1, message: $0.message)) }
        return Contest(
            title: "Wire, control parts: each has one CRC32C",
            contestants: messages.flatMap { message in
                contestants(message.name, message.envelope)
            })
    }

    private static let small: [(name: String, message: Message)] = [
        (
            "outcome",
            .outcome(
                Outcome(
                    captureStamp: 1, latentSequence: 1, fate: .expired, cause: .budgetTooShort,
                    reference: .held))
        ),
        ("heartbeat", .heartbeat(Heartbeat(origin: 1, receive: 2, transmit: 3))),
        ("reference", .reference(Reference(latentSequence: 1, stream: 0, status: .held))),
        (
            "pace",
            .pace(
                Pace(
                    capturePeriod: .milliseconds(100), credit: 1, reason: .phaseAssigned,
                    origin: 1))
        ),
    ]
    private func contestants(_ name: String, _ envelope: Envelope) -> [Contestant] {
        let byteCount = envelope.message.payloadByteCount
        let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
        let copy = ByteCopy(byteCount: control.count)
        let memcpy = "memcpy of \(name), \(control.count) bytes"
        var buffer: [UInt8] = []
        return [
            contestant(memcpy, [], { copy.run() }),
            contestant("encode \(name)", [memcpy]) {
                FrameEncoder.encode(envelope, payloadByteCount: byteCount, into: &buffer)
            },
            contestant("decode \(name)", [memcpy]) { _ = try FrameDecoder.decode(control) },
        ]
    }

    private static func shape(_ parts: [Int]) -> String {
        parts.map(String.init).joined(separator: " + ")
    }
    private func codeLatent() throws {
        let envelope = frames.latentEnvelope(sequence: 1, stamp: 1)
        let control = FrameEncoder.encode(
            envelope, payloadByteCount: frames.latentPayload.count)
        guard case .latent(let header) = try FrameDecoder.decode(control).envelope.message else {
            throw BenchError.unexpected("a latent frame was decoded as another")
        }
        _ = try LatentPayload(decoding: frames.latentPayload.span, header: header)
    }
    /// A coordinator's share: it forwards the payload untouched.
    private var codeLatentControl: () throws -> Void {
        let envelope = frames.latentEnvelope(sequence: 1, stamp: 1)
        let byteCount = frames.latentPayload.count
        return {
            let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
            _ = try FrameDecoder.decode(control)
        }
    }
    private func codePlan() throws {
        let payload = PlanPayload.encode(beliefs: frames.beliefs, steps: frames.steps)
        let control = FrameEncoder.encode(
            frames.planEnvelope(payload), payloadByteCount: payload.count)
        guard case .plan(let header) = try FrameDecoder.decode(control).envelope.message else {
            throw BenchError.unexpected("a plan frame was decoded as another")
        }
        _ = try PlanPayload(decoding: payload.span, header: header)
    }
    private func contestant(
        _ name: String, _ baselines: [String], _ body: @escaping () throws -> Void
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: Self.calls, members: 1, note: "", body: body)
    }
}
