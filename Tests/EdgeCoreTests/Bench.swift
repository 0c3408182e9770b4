import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Timekeeping
import Wire

/// A device's core, its shell and a cloud of one road: straight ahead at a wanted speed.
///
/// Everything is real but the models: plans are made from the capture, the car moves by the
/// commands, frames take their time. What a test changes is what a world may do to a device.
struct Bench {
    private enum Arrival {
        case input(EdgeInput)
        case toCloud(Envelope)
        case planned(LatentHeader, Envelope)
    }
    var core: EdgeMachine
    /// Whether frames pass.
    var link = true
    /// Connections on which nothing gets through, and ones on which an answer takes longer by so
    /// much.
    var deaf: Set<UInt64> = []
    var slow: [UInt64: Interval] = [:]
    /// Whether the local policy answers.
    var policy = true
    /// What is wrong with the camera.
    var camera: CameraFault?
    /// Whether the head works.
    var headWorks = true
    /// Whether the cloud answers latents.
    var cloudAnswers = true
    /// Why the cloud refuses whoever says hello, if it does.
    var refusal: RefuseReason?
    /// What the cloud's plans say of their latents as references.
    var reference: ReferenceStatus?
    /// Latents that the cloud lets be in flight, and whether it echoes heartbeats' stamps, so that
    /// the round trip becomes known.
    var credit: UInt16 = 1
    var echoes = false
    /// How long the cloud takes for a plan.
    var queueTime = Interval.zero
    /// The way there and back.
    var answerTime = Interval.milliseconds(40)
    /// The speed both models want.
    var wanted: Float = 10
    /// Changes a plan of the cloud before it goes out.
    var spoil: ((PlanValues) -> PlanValues)?
    /// Groups of channels that the cloud's plans have beside the car's own.
    var otherGroups: [ChannelGroup] = []
    var car = BicycleState(pose: .identity, speed: 0, steeringAngle: 0)

    private(set) var now = Instant.milliseconds(1_000)
    private(set) var commands: [ControlOutput] = []
    private(set) var events: [EdgeEvent] = []
    private(set) var digest = Digest()
    private(set) var sent: [Envelope] = []
    /// What each latent was to carry of the plan under way, when it went to the encoder.
    private(set) var commitments: [Commitment?] = []
    private(set) var heldCaptures: [CaptureID] = []
    private(set) var heldPayloads: [PayloadID] = []
    /// What a camera that is triggered was told.
    private(set) var triggers: [(next: Instant, period: Interval)] = []
    private var cameraDue: Instant?
    private var arrivals: [(due: Instant, order: UInt64, arrival: Arrival)] = []
    private var order: UInt64 = 0
    private var captures: UInt64 = 0
    private var encodings: UInt64 = 0
    private var speeds: [(stamp: UInt64, speed: Float)] = []
    /// The next sequence of each session at the cloud, which keeps all that it ever had.
    private var cloudSequences: [UInt64: UInt64] = [:]
    private var cloudEpoch: UInt64 = 0
    /// The connection of each session.
    private var connections: [UInt64: UInt64] = [:]
    /// When the cloud last heard of each session: after 600 ms of silence it forgets it.
    private var cloudHeard: [UInt64: Instant] = [:]

    init(seed: Seed, adjust: (inout EdgeConfiguration) -> Void) {
        guard let bundle = BundleID(bytes: Array(repeating: 1, count: 32)) else {
            preconditionFailure("32 bytes are an identity")
        }
        var configuration = EdgeConfiguration.car(
            name: "car", bundle: bundle, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        configuration.armsItself = true
        adjust(&configuration)
        core = EdgeMachine(configuration: configuration, random: seed.stream("edge"))
        give(.start)
    }

    var latestCapture: CaptureID { CaptureID(captures) }
    var drivers: [Driver] { commands.map(\.driver) }
    /// The drivers in order, each run once.
    var story: [Driver] {
        drivers.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    var rejections: [PlanRejection] {
        events.compactMap {
            if case .planRejected(_, _, let rejection) = $0 { rejection } else { nil }
        }
    }
    /// What the coordinator was told of the failsafe.
    var reports: [FailsafeReport] {
        sent.compactMap {
            if case .failsafeReport(let report) = $0.message { report } else { nil }
        }
    }
    var transitions: [FailsafeTransition] {
        events.compactMap { if case .failsafe(let change) = $0 { change } else { nil } }
    }

    /// Runs `milliseconds` of 20 ms ticks and a capture every fifth.
    mutating func run(milliseconds: Int) {
        for _ in 0..<milliseconds / 20 {
            for _ in 0..<4 {
                now = now + .milliseconds(5)
                arrive()
                if let due = core.wakeup, due <= now { give(.wake) }
            }
            if isCaptureDue() { look() }
            let yawRate = car.yawRate(.compactCar)
            give(.tick(Odometry(speed: car.speed, yawRate: yawRate)))
        }
    }
    /// Every fifth tick, unless the camera was told otherwise.
    private mutating func isCaptureDue() -> Bool {
        guard let due = cameraDue, let period = triggers.last?.period else {
            return now.nanoseconds % 100_000_000 == 0
        }
        guard now >= due else { return false }
        cameraDue = due + period
        return true
    }
    /// Time passes in which nothing at all happens here.
    mutating func pass(_ interval: Interval) { now = now + interval }
    /// Takes a capture now, as the camera is.
    private mutating func look() {
        switch camera {
        case nil:
            capture()
            give(.pictured(latestCapture, checksum: UInt32(truncatingIfNeeded: captures)))
        case .stalled: break
        case .repeats:
            capture()
            give(.pictured(latestCapture, checksum: 0))
        case .timeJumps: capture(exposedAt: now + .seconds(3_600))
        case .misshapen:
            capture()
            give(.pictureFailed(latestCapture, .misshapen))
        }
    }
    /// Takes a capture now.
    mutating func capture() { capture(exposedAt: now) }
    /// Tells now of a capture that was taken at `exposure`.
    mutating func capture(exposedAt exposure: Instant) {
        captures += 1
        speeds.append((exposure.nanoseconds, Float(car.speed)))
        if speeds.count > 200 { speeds.removeFirst() }
        let id = CaptureID(captures)
        heldCaptures.append(id)
        give(.captured(id, at: exposure))
    }
    /// Gives the core an input and carries out what it wants.
    mutating func give(_ input: EdgeInput) {
        core.handle(input, at: now)
        while let output = core.nextOutput() {
            digest.fold(bytes: "\(output)".utf8)
            carryOut(output)
        }
    }
    /// Schedules an input.
    mutating func later(_ delay: Interval, _ input: EdgeInput) {
        schedule(delay, .input(input))
    }

    private mutating func schedule(_ delay: Interval, _ arrival: Arrival) {
        order += 1
        arrivals.append((now + delay, order, arrival))
    }
    private mutating func arrive() {
        while let next = arrivals.filter({ $0.due <= now })
            .min(by: { ($0.due, $0.order) < ($1.due, $1.order) })
        {
            arrivals.removeAll { $0.order == next.order }
            switch next.arrival {
            case .input(let input): give(input)
            case .toCloud(let envelope): answer(envelope)
            case .planned(let header, let envelope): plan(header, envelope)
            }
        }
    }
    private mutating func carryOut(_ output: EdgeOutput) {
        switch output {
        case .runHead(let id):
            let plan = policy ? values(from: Float(car.speed)) : nil
            later(
                .milliseconds(10),
                headWorks ? .headFinished(id, localPlan: plan) : .headFailed(id))
        case .encode(let id, let multiplier, let reference):
            encodings += 1
            commitments.append(core.commitment)
            let payload = PayloadID(encodings)
            heldPayloads.append(payload)
            let latent = EncodedLatent(
                codec: 1, multiplier: multiplier, reference: reference, elementCount: 1_152,
                latentByteCount: 600, stateByteCount: 16, payloadChecksum: 9)
            later(.milliseconds(5), .encoded(id, latent, payload: payload))
        case .transmit(let envelope, let payload, let connection):
            transmit(envelope, on: connection)
            heldPayloads.removeAll { $0 == payload }
        case .transmitCopy(let envelope, _, let connection): transmit(envelope, on: connection)
        case .command(let output):
            commands.append(output)
            guard let command = output.command.drive else { break }
            car = car.stepped(command, limits: .compactCar, seconds: 0.02)
        case .pace(let next, let period):
            triggers.append((next, period))
            cameraDue = next
        case .releaseCapture(let id): heldCaptures.removeAll { $0 == id }
        case .releasePayload(let id): heldPayloads.removeAll { $0 == id }
        case .openConnection(let number, _, _):
            if link { later(.milliseconds(5), .connectionOpened(number)) }
        case .closeConnection: break
        case .event(let event): events.append(event)
        }
    }

    private mutating func transmit(_ envelope: Envelope, on connection: UInt64) {
        sent.append(envelope)
        connections[envelope.epoch] = connection
        guard link, !deaf.contains(connection) else { return }
        schedule((answerTime + (slow[connection] ?? .zero)) / 2, .toCloud(envelope))
    }
    /// A cloud that believes any epoch that greets it.
    private mutating func answer(_ envelope: Envelope) {
        if envelope.message.kind != .hello {
            let heard = cloudHeard[envelope.epoch] ?? .origin
            guard now - heard < .milliseconds(600) else {
                return say(refuse(.unknownSession), in: envelope.epoch)
            }
        }
        cloudHeard[envelope.epoch] = now
        switch envelope.message {
        case .hello:
            greet(envelope.epoch)
        case .latent(let header):
            if cloudAnswers { schedule(queueTime, .planned(header, envelope)) }
        case .heartbeat(let heartbeat):
            say(
                .heartbeat(
                    Heartbeat(
                        origin: echoes ? heartbeat.transmit : 0,
                        receive: echoes ? now.nanoseconds : 0, transmit: now.nanoseconds)),
                in: envelope.epoch)
        case .goodbye, .welcome, .refuse, .plan, .outcome, .register, .batch, .batchResult, .drain,
            .pace, .reference, .failsafeReport, .rehome:
            break
        }
    }
    private mutating func plan(_ header: LatentHeader, _ envelope: Envelope) {
        let speed = speeds.last { $0.stamp == header.captureStamp }?.speed ?? 0
        var values = values(from: speed)
        if let spoil { values = spoil(values) }
        var plan = PlanHeader(
            captureStamp: header.captureStamp, latentSequence: envelope.sequence,
            queueTime: .milliseconds(1), computeTime: .milliseconds(4),
            firstStep: .milliseconds(100), step: .milliseconds(100), stepCount: 25,
            channelCount: 4, beliefCount: 3, modelVersion: 1, payloadChecksum: 0,
            reference: reference)
        plan.groups.others = otherGroups
        say(.plan(plan), values: values, in: envelope.epoch)
    }
    private func refuse(_ reason: RefuseReason) -> Message {
        .refuse(
            Refuse(
                reason: reason, retryAfter: .zero, acceptedMajor: 1, acceptedMinor: 0,
                acceptedBundle: nil))
    }
    private mutating func greet(_ epoch: UInt64) {
        if let refusal { return say(refuse(refusal), in: epoch) }
        cloudEpoch = epoch
        say(
            .welcome(
                Welcome(
                    heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                    credit: credit)))
    }
    /// The cloud says something, in its latest session or in another, which arrives half the answer
    /// time later.
    mutating func say(_ message: Message, values: PlanValues? = nil, in epoch: UInt64? = nil) {
        guard link else { return }
        let epoch = epoch ?? cloudEpoch
        let sequence = cloudSequences[epoch, default: 0]
        let envelope = Envelope(epoch: epoch, sequence: sequence, message: message)
        cloudSequences[epoch] = sequence + 1
        let connection = connections[epoch] ?? 0
        guard !deaf.contains(connection) else { return }
        let input: EdgeInput =
            values.map { .planArrived(envelope, .values($0)) } ?? .received(envelope)
        later((answerTime + (slow[connection] ?? .zero)) / 2, input)
    }
    /// Straight ahead, from `speed` to the wanted speed at 2 m/s2.
    private func values(from speed: Float) -> PlanValues {
        var (steps, x, v): ([Float], Float, Float) = ([], 0, speed)
        for _ in 0..<25 {
            let next = v + min(max(wanted - v, -0.2), 0.2)
            x += (v + next) / 20
            v = next
            steps += [x, 0, 0, v]
        }
        return PlanValues(steps: steps, beliefs: [80, 0, 0])
    }
}

extension ControlOutput {
    /// The command of a car; of another machine, nothing that passes a comparison.
    var drive: DriveCommand {
        command.drive ?? DriveCommand(steeringAngle: .nan, acceleration: .nan)
    }
}
