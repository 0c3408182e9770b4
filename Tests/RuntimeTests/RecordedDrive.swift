import EdgeCore
import Failsafe
import Foundation
import Logging
import Motion
import Randomness
import Recording
import SansIO
import Timekeeping
import Wire
import Worlds

@testable import Runtime

/// A drive of a core between a cloud and a car that are the test's, as the records that a shell
/// makes of it: a session, plans, a cut of the link, local plans, an operator, odd odometry.
struct RecordedDrive {
    private(set) var records: [EdgeRecord] = []
    private var machine: EdgeMachine
    private var pending: [(at: Instant, order: Int, input: EdgeInput)] = []
    private var random: RandomStream
    private var order = 0
    private var (inputs, outputs) = (UInt64(0), UInt64(0))
    private var serverSequence: UInt64 = 0
    private var speed = 0.0
    private var isCut = false
    private var captures: UInt64 = 0

    init(seed: UInt64, milliseconds: UInt64) {
        var machine = EdgeConfiguration.car(
            name: "car", bundle: Self.bundle, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        machine.armsItself = true
        machine.failsafe.releasePolicy = .automatic
        let stream = Seed(seed).stream("core")
        self.machine = EdgeMachine(configuration: machine, random: stream)
        random = Seed(seed).stream("drive")
        let start = Instant.milliseconds(10_000)
        records.append(.began(start, machine, stream))
        give(.start, at: start)
        for step in stride(from: 0, to: milliseconds, by: 5) {
            isCut = (milliseconds / 3..<milliseconds / 2).contains(step)
            pass(step, at: start + .milliseconds(Int64(step)))
        }
    }
    private static let bundle = BundleID(bytes: [UInt8](repeating: 7, count: 32)) ?? fallback
    private static var fallback: BundleID { preconditionFailure("a bundle has 32 bytes") }

    private mutating func pass(_ step: UInt64, at now: Instant) {
        while let index = pending.indices.min(by: {
            (pending[$0].at, pending[$0].order) < (pending[$1].at, pending[$1].order)
        }), pending[index].at <= now {
            give(pending.remove(at: index).input, at: now)
        }
        if let wakeup = machine.wakeup, wakeup <= now { give(.wake, at: now) }
        if step.isMultiple(of: 100) {
            give(.captured(CaptureID(captures), at: now - .milliseconds(7)), at: now)
            captures += 1
        }
        if step.isMultiple(of: 20) {
            let isOdd = random.chance(0.002)
            give(
                .tick(Odometry(speed: isOdd ? .nan : speed, yawRate: random.uniform(-0.1, 0.1))),
                at: now)
        }
        if random.chance(0.001) { give(.malformedFrame, at: now) }
        if step == 8_000 { give(.operatorCommand(.disarm), at: now) }
        if step == 9_000 { give(.operatorCommand(.arm), at: now) }
    }
    private mutating func give(_ input: EdgeInput, at now: Instant) {
        records.append(.input(now, input, number: inputs, outputsBefore: outputs))
        inputs += 1
        machine.handle(input, at: now)
        while let output = machine.nextOutput() {
            outputs += 1
            if case .event(let event) = output {
                records.append(.event(now, event))
            } else {
                records.append(.output(output))
            }
            answer(output, at: now)
        }
    }
    private mutating func later(_ input: EdgeInput, _ delay: Int64, at now: Instant) {
        order += 1
        pending.append((now + .milliseconds(delay), order, input))
    }

    private mutating func answer(_ output: EdgeOutput, at now: Instant) {
        switch output {
        case .runHead(let id):
            if random.chance(0.02) { return later(.headFailed(id), 10, at: now) }
            later(.headFinished(id, localPlan: random.chance(0.02) ? nil : plan()), 10, at: now)
        case .encode(let id, let multiplier, let reference):
            let latent = EncodedLatent(
                codec: 2, multiplier: multiplier, reference: reference, elementCount: 1_152,
                latentByteCount: 400, stateByteCount: 16, payloadChecksum: 5)
            later(.encoded(id, latent, payload: PayloadID(id.value)), 5, at: now)
        case .openConnection(let number, _, _):
            if !isCut { later(.connectionOpened(number), 5, at: now) }
        case .transmit(let envelope, _, _), .transmitCopy(let envelope, _, _):
            if !isCut { answer(envelope, at: now) }
        case .command(let command):
            speed = max(speed + (command.command.drive?.acceleration ?? 0) * 0.02, 0)
        case .releaseCapture, .releasePayload, .pace, .closeConnection, .event: break
        }
    }
    private mutating func answer(_ envelope: Envelope, at now: Instant) {
        switch envelope.message {
        case .hello:
            serverSequence = 0
            let welcome = Welcome(
                heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600), credit: 1)
            later(.received(frame(.welcome(welcome), of: envelope)), 20, at: now)
        case .heartbeat(let beat):
            let answer = Heartbeat(
                origin: beat.transmit, receive: now.nanoseconds, transmit: now.nanoseconds)
            later(.received(frame(.heartbeat(answer), of: envelope)), 20, at: now)
        case .latent(let latent):
            let plan = PlanHeader(
                captureStamp: latent.captureStamp, latentSequence: envelope.sequence,
                queueTime: .milliseconds(3), computeTime: .milliseconds(9),
                firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
                channelCount: 4, beliefCount: 3, modelVersion: 1, payloadChecksum: 0,
                reference: .held)
            let payload: EdgeCore.PlanPayload =
                random.chance(0.02) ? .corrupted : .values(self.plan())
            later(.planArrived(frame(.plan(plan), of: envelope), payload), 20, at: now)
        case .welcome, .refuse, .plan, .outcome, .goodbye, .register, .batch, .batchResult,
            .drain, .pace, .reference, .failsafeReport, .rehome:
            break
        }
    }
    private mutating func frame(_ message: Message, of envelope: Envelope) -> Envelope {
        defer { serverSequence += 1 }
        return Envelope(epoch: envelope.epoch, sequence: serverSequence, message: message)
    }
    /// Straight on at 6 m/s, about.
    private mutating func plan() -> PlanValues {
        let steps: [Float] = (1...25).flatMap { (step: Int) -> [Float] in
            [0.6 * Float(step), 0.001 * Float(step), 0, 6]
        }
        let noise = Float(random.uniform(0, 0.01))
        return PlanValues(steps: steps.map { $0 + noise }, beliefs: [80, 0, 0])
    }
}

extension RecordedDrive {
    /// The recording of `records` in a file at `path`, as the recorder writes it.
    static func write(
        _ records: [EdgeRecord], to path: String, byteLimit: UInt64 = 64 << 20
    ) throws {
        var loop = DriveRecorderLoop(
            setting: try setting(), car: nil,
            file: try RecordingFile(path: path, byteLimit: byteLimit),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            records: Mailbox(limit: 1, doorbell: Doorbell()))
        loop.begin()
        for record in records { loop.take(record) }
        loop.end(nil)
    }
    private static func setting() throws -> DriveSetting {
        guard let scenario = Scenario.named("town") else { throw CocoaError(.coderInvalidValue) }
        return DriveSetting(
            name: "car", bundle: "07", world: scenario.world(seed: Seed(1)), capturePeriodMs: 100,
            controlPeriodMs: 20, degradedAgeMs: 200, fallbackAgeMs: 500, pictureWidth: 4,
            pictureHeight: 2)
    }
    /// A path of this test's own in the system's folder for such; remove it.
    static func path() -> String {
        NSTemporaryDirectory() + "tombolo-recording-\(UInt64.random(in: 0 ... .max)).mcap"
    }
    /// Removes a recording and its older part.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: RecordingFile.previousPath(of: path))
    }
    static func replay(_ path: String) throws -> ReplayReport {
        guard let source = RecordingFileSource(path: path) else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        return try DriveReplay.run([source])
    }
}
