import Foundation
import Testing
import Timekeeping
import Wire
import ZeroMQ

/// The coordinator's end of a device's connection, played by a test: what it answers is decided
/// here, so it can be wrong on purpose.
final class ScriptedCoordinator {
    /// How it answers.
    enum Role: Hashable {
        /// Every latent with a plan straight on at 3 m/s.
        case soundPlans
        /// Every latent with the same plan, one number of which is none.
        case plansWithoutNumber
        /// Every latent with a sound plan, the first with this pace in front of it.
        case pacing(Pace)
        /// Every frame with one of protocol version 9.4.
        case otherVersion
    }
    /// Where it listens.
    let endpoint: String
    private let context: Context
    private let socket: Socket
    private let poller = Poller()
    private var sequence: UInt64 = 0
    private var toldPace: Pace?
    /// The capture stamps of all latents that came.
    private(set) var stamps: [Instant] = []

    init() throws {
        context = try Context(inputOutputThreads: 1)
        socket = try Socket(.router, options: .coordinatorRouter, in: context)
        endpoint = try socket.bind("tcp://127.0.0.1:*")
        poller.setSources([.socket(socket)])
    }

    /// Answers as `role` says until `program` has written a line with all of `words`.
    func play(
        _ role: Role, until program: Program, writes words: String..., from start: Int = 0
    ) throws {
        let deadline = Date(timeIntervalSinceNow: Program.patience)
        while program.output.line(with: words, from: start, within: 0) == nil {
            guard Date() < deadline else {
                throw ProgramError.noLine(words, tail: program.output.lines.joined(separator: "\n"))
            }
            try turn(role)
        }
    }
    /// Answers as `role` says until so many more latents came.
    func play(_ role: Role, latents count: Int) throws {
        let (deadline, before) = (Date(timeIntervalSinceNow: Program.patience), stamps.count)
        while stamps.count < before + count {
            guard Date() < deadline else {
                throw ProgramError.noLine(["\(count) latents"], tail: "\(stamps.count - before)")
            }
            try turn(role)
        }
    }
    private func turn(_ role: Role) throws {
        try poller.wait(milliseconds: 20)
        let limits = MessageLimits(parts: 3, byteCount: 1 << 20)
        while case .message(let parts) = try socket.receive(limits: limits) {
            try answer(parts, role)
        }
    }

    private func answer(_ parts: [MessagePart], _ role: Role) throws {
        let received = try FrameDecoder.decode(parts[1].copiedBytes()).envelope
        var payload: [UInt8]?
        let reply: Message
        switch received.message {
        case .hello, .register:
            reply = .welcome(
                Welcome(
                    heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                    credit: 2))
        case .latent(let latent):
            stamps.append(Instant(nanoseconds: latent.captureStamp))
            if case .pacing(let pace) = role, pace != toldPace {
                toldPace = pace
                try send(.pace(pace), epoch: received.epoch, to: parts[0], role: role)
            }
            let bytes = Self.plan(hasNumbers: role != .plansWithoutNumber)
            payload = bytes
            reply = .plan(Self.header(for: latent, received.sequence, bytes))
        case .heartbeat(let heartbeat):
            reply = .heartbeat(
                Heartbeat(origin: heartbeat.transmit, receive: 1, transmit: 1))
        case .goodbye, .failsafeReport: return
        case .welcome, .refuse, .plan, .outcome, .batch, .batchResult, .drain, .pace, .reference,
            .rehome:
            Issue.record("nobody sends a coordinator \(received.message.kind)")
            return
        }
        try send(reply, payload, epoch: received.epoch, to: parts[0], role: role)
    }
    private func send(
        _ message: Message, _ payload: [UInt8]? = nil, epoch: UInt64, to identity: MessagePart,
        role: Role
    ) throws {
        sequence += 1
        var control = FrameEncoder.encode(
            Envelope(epoch: epoch, sequence: sequence, message: message),
            payloadByteCount: payload?.count ?? 0)
        if role == .otherVersion { control.replaceSubrange(2...3, with: [9, 4]) }
        let answer = [control] + (payload.map { [$0] } ?? [])
        _ = try socket.send([identity] + answer.map { MessagePart(copying: $0) })
    }

    /// 25 steps of 100 ms, as the car's bundle has them.
    private static func plan(hasNumbers: Bool) -> [UInt8] {
        var steps: [Float] = (1...25).flatMap { step -> [Float] in [Float(step) * 0.3, 0, 0, 3] }
        if !hasNumbers { steps[41] = .nan }
        return PlanPayload.encode(beliefs: [80, 0, 0], steps: steps)
    }
    private static func header(
        for latent: LatentHeader, _ sequence: UInt64, _ payload: [UInt8]
    ) -> PlanHeader {
        PlanHeader(
            captureStamp: latent.captureStamp, latentSequence: sequence,
            queueTime: .milliseconds(1), computeTime: .milliseconds(1),
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
            channelCount: 4, beliefCount: 3, modelVersion: 1,
            payloadChecksum: CRC32C.checksum(payload), reference: nil)
    }
}
