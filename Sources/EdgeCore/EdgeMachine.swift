public import Failsafe
public import Randomness
public import SansIO
public import Session
public import Timekeeping
public import Wire
import LatentCodec

/// The device's core: which capture goes to the cloud, which plan is followed, what the actuators
/// do on every tick.
///
/// Four parts that know nothing of each other: `Offload` (captures on their way out), the sessions
/// with its coordinators (`Homes`), `MotionControl` (plans to commands) and `SafetyReporter` (what
/// the cloud is told of them). This type carries news between them and the shell.
/// Tests: `EdgeMachineTests` (timelines), `EdgeAccountingTests` (every capture has one fate).
public struct EdgeMachine: StateMachine, Sendable {
    let configuration: EdgeConfiguration
    var session: Homes
    var offload: Offload
    var control: MotionControl
    /// What the next latent may be predicted from, in this session.
    private var chain = ReferenceChain()
    private var rates: RateControl
    /// Whether the latent at the encoder is to go both ways.
    private var sendsBothWays = false
    /// From sending the latest latent that was answered in the session in use to its plan.
    private var answerTime: Interval?
    var reporter = SafetyReporter()
    /// What the machine waited for at its last tick in standby.
    var needs: StandbyNeeds = []
    var outputs = OutputQueue<EdgeOutput>(limit: Limits.outputs)
    /// What was not taken, beside the fates.
    public internal(set) var counts = EdgeCounts()

    /// A device that stands still and waits for `.start`. Epochs and jitter are drawn from
    /// `random`, which is seeded differently in each process.
    public init(configuration: EdgeConfiguration, random: RandomStream) {
        var hello = Hello(
            name: configuration.name, bundle: configuration.bundle,
            capturePeriod: configuration.capturePeriod, budget: configuration.budget)
        hello.requestClass = configuration.requestClass
        self.configuration = configuration
        session = Homes(
            hello: hello, endpoints: configuration.coordinators,
            configuration: configuration.session,
            keepsStandby: configuration.secondPath != .none, random: random)
        offload = Offload(configuration: configuration)
        control = MotionControl(configuration: configuration)
        rates = RateControl(configuration: configuration.rate)
    }

    /// Where every capture went so far; balanced at any time.
    public var fates: FateCounts { offload.counts }
    /// The counters of all sessions.
    public var sessionCounts: SessionCounts { session.counts }
    /// Whether the cloud is there: a session stands, and was heard of lately.
    public var isLinked: Bool { session.isLinked }
    /// The epoch of the session in use; zero before the first.
    public var epoch: UInt64 { session.epoch }
    /// The endpoint of the coordinator in use, or of the latest; nil before the first.
    public var coordinator: String? { session.endpoint }
    /// Round trip and clock offset to the coordinator.
    public var clock: ClockEstimate { session.clock }
    /// The failsafe's state.
    public var state: FailsafeState { control.failsafe.state }
    /// What is left of the time without the cloud.
    public var fallbackBudget: Interval { control.failsafe.budget }
    /// How old the cloud's next plan is expected to be when it begins to drive; nil while too few
    /// have driven.
    public var expectedPlanDelay: Interval? { control.delay.expected }
    /// What the latent at the encoder carries behind its state vector, for whoever carries out
    /// `.encode`; nil unless the bundle's backbone takes it, and while plans' delay is not known.
    public var commitment: Commitment? {
        guard configuration.commitsSteps, let exposure = offload.exposureAtEncoder else {
            return nil
        }
        return control.commitment(from: exposure)
    }
    /// The cloud's latest sound plan, for displays.
    public var cloudPlan: Plan? { control.cloud.current }
    /// The local policy's latest sound plan, for displays.
    public var localPlan: Plan? { control.local.current }
    /// When it wants to be woken.
    public var wakeup: Instant? {
        guard let own = offload.wakeup else { return session.wakeup }
        return session.wakeup.map { min($0, own) } ?? own
    }
    /// The next thing to do.
    public mutating func nextOutput() -> EdgeOutput? { outputs.popFirst() }

    /// Takes an input.
    public mutating func handle(_ input: EdgeInput, at now: Instant) {
        switch input {
        case .start:
            reporter.began(at: now)
            tell(.start, at: now)
        case .captured(let id, let exposure):
            captured(id, exposedAt: exposure, at: now)
        case .pictured(let id, let checksum):
            if control.repeats(checksum) { pictureFailed(id, .repeats, at: now) }
        case .pictureFailed(let id, let fault): pictureFailed(id, fault, at: now)
        case .headFinished(let id, let values): headFinished(id, values, at: now)
        case .headFailed(let id): headFailed(id)
        case .encoded(let id, let latent, let payload):
            encoded(id, latent, payload: payload, at: now)
        case .encodeFailed(let id):
            if offload.isAtEncoder(id) {
                offload.encodeFailed(id, at: now)
            } else {
                ignore(id)
            }
        case .received(let envelope): tell(.received(envelope), at: now)
        case .planArrived(let envelope, let payload):
            tell(.received(envelope), payload: payload, at: now)
        case .malformedFrame: tell(.malformed, at: now)
        case .connectionOpened(let number): tell(.connectionOpened(number), at: now)
        case .connectionClosed(let number): tell(.connectionClosed(number), at: now)
        case .tick(let reading): tick(reading, at: now)
        case .actuators(let refuse): actuators(refuse: refuse, at: now)
        case .operatorCommand(let command): control.obey(command)
        case .wake:
            tell(.wake, at: now)
            offload.expire(at: now)
        case .shutdown:
            control.obey(.disarm)
            tell(.stop(.finished), at: now)
            offload.end()
        }
        carryOut(at: now)
        reportSafety(at: now)
    }
}

extension EdgeMachine {
    mutating func report(_ event: EdgeEvent) { outputs.append(.event(event)) }
    private mutating func ignore(_ id: CaptureID) {
        counts.ignored += 1
        report(.ignored(id))
    }

    /// Hands on what the offload wants.
    private mutating func carryOut(at now: Instant) {
        while let effect = offload.nextEffect() {
            switch effect {
            case .runHead(let id): outputs.append(.runHead(id))
            case .encode(let id): encode(id, from: reference, at: now)
            case .releaseCapture(let id): outputs.append(.releaseCapture(id))
            case .fate(let id, let fate): report(.fate(id, fate))
            case .unanswered(let size):
                rates.unanswered(size, after: configuration.patience)
            }
        }
    }
    private mutating func encode(_ id: CaptureID, from reference: CaptureID?, at now: Instant) {
        sendsBothWays = wantsBothWays(at: now)
        // What goes both ways is a keyframe: the other coordinator holds nothing of this session.
        let reference = sendsBothWays ? nil : reference
        let (rate, isNew) = rates.choose(
            age: offload.ageAtEncoder(at: now), roundTrip: session.clock.usualRoundTrip,
            isPredicted: reference != nil, isDegraded: arePlansLate(at: now))
        if isNew {
            report(.rateChosen(multiplier: rate.multiplier, isPredicted: reference != nil))
        }
        outputs.append(.encode(id, multiplier: rate.multiplier, reference: reference))
    }
    /// Whether the plan followed will be past its time before an answer to a latent sent now is
    /// there, if that takes as long in the session in use as the latest did, or as one does that is
    /// still waited for.
    private func wantsBothWays(at now: Instant) -> Bool {
        guard configuration.secondPath == .both, session.standby != nil else { return false }
        guard let age = control.cloud.age(at: now), let answerTime else { return true }
        let oldest = offload.oldestUnanswered(in: session.epoch, at: now)
        let expected = max(answerTime, oldest.map { now - $0 } ?? .zero)
        return age + expected > configuration.failsafe.degradedAge
    }
    private func arePlansLate(at now: Instant) -> Bool {
        switch control.failsafe.state {
        case .degraded: !isPaceTheReason(at: now)
        case .fallback: true
        case .standby, .nominal, .minimalRiskManoeuvre, .minimalRiskCondition, .emergencyStop:
            false
        }
    }
    /// Whether plans would not be late at the device's own pace. Then the machine drives slower,
    /// since it looks less often; but the link is good, and coarser latents would not help.
    private func isPaceTheReason(at now: Instant) -> Bool {
        let delay = offload.pacing.delay
        guard delay > .zero, let plan = control.cloud.current else { return false }
        let oldest = configuration.failsafe.degradedAge
        return plan.age(at: control.cloud.takenAt) + configuration.capturePeriod <= oldest
            && plan.age(at: now) <= oldest + delay
    }
    private var reference: CaptureID? {
        configuration.predicts ? chain.next.map { CaptureID($0.capture) } : nil
    }

    private mutating func headFinished(
        _ id: CaptureID, _ values: PlanValues?, at now: Instant
    ) {
        guard let capture = offload.captureAtHead(id) else { return ignore(id) }
        if let values {
            let limits = configuration.planLimits
            let plan = Plan(
                capture: id, captureTime: capture.time, epoch: 0, sequence: id.value,
                firstStep: limits.firstStep, step: limits.step,
                channelCount: limits.channels.count, values: values.steps,
                beliefs: values.beliefs)
            do throws(PlanRejection) {
                try control.take(localPlan: plan, at: now)
                report(.localPlanTaken(id, age: plan.age(at: now)))
            } catch {
                counts.localPlansRejected += 1
                report(.planRejected(.local, id, error))
            }
        } else {
            counts.localPlansFailed += 1
            control.countLocalFailure()
        }
        offload.headFinished(at: now)
    }
    private mutating func headFailed(_ id: CaptureID) {
        guard offload.captureAtHead(id) != nil else { return ignore(id) }
        control.countLocalFailure()
        offload.headFailed()
    }

    private mutating func encoded(
        _ id: CaptureID, _ latent: EncodedLatent, payload: PayloadID, at now: Instant
    ) {
        guard offload.isAtEncoder(id) else {
            ignore(id)
            return outputs.append(.releasePayload(payload))
        }
        let reference = latent.reference.flatMap { chain.sequence(of: $0.value) }
        if latent.reference != nil, reference == nil, session.isLinked {
            // Its reference was given up, or ended with its session, while it was at the encoder.
            counts.encodedAgain += 1
            outputs.append(.releasePayload(payload))
            return encode(id, from: nil, at: now)
        }
        guard let capture = offload.encoded(id, at: now),
            let envelope = session.stamp(
                .latent(header(latent, from: reference, of: capture, at: now)), at: now)
        else { return outputs.append(.releasePayload(payload)) }
        let second = sendSecond(latent, of: capture, payload: payload, at: now)
        offload.sent(
            capture, sequence: envelope.sequence, second: second,
            size: size(of: latent, in: envelope), at: now)
        rates.encoded(byteCount: Int(latent.latentByteCount))
        chain.sent(envelope.sequence, of: id.value, from: reference)
        outputs.append(.transmit(envelope, payload: payload, connection: session.connection))
    }
    /// Sends the latent on the other way too, if it is to go both ways and can.
    private mutating func sendSecond(
        _ latent: EncodedLatent, of capture: Offload.Capture, payload: PayloadID, at now: Instant
    ) -> Offload.Way? {
        guard sendsBothWays, latent.reference == nil, let standby = session.standby,
            let envelope = session.stampStandby(
                .latent(header(latent, from: nil, of: capture, at: now)), at: now)
        else { return nil }
        counts.sentBothWays += 1
        outputs.append(
            .transmitCopy(envelope, payload: payload, connection: standby.connection))
        return Offload.Way(epoch: standby.epoch, sequence: envelope.sequence)
    }
    private func size(of latent: EncodedLatent, in envelope: Envelope) -> RateControl.Sent {
        let payload = envelope.message.payloadByteCount
        return RateControl.Sent(
            frameByteCount: Limits.latentControlByteCount + payload,
            latentByteCount: Int(latent.latentByteCount))
    }
    private func header(
        _ latent: EncodedLatent, from reference: UInt64?, of capture: Offload.Capture,
        at now: Instant
    ) -> LatentHeader {
        LatentHeader(
            captureStamp: capture.time.nanoseconds,
            budget: offload.remaining(of: capture, at: now), stream: configuration.stream,
            codec: latent.codec, multiplier: latent.multiplier,
            elementCount: latent.elementCount, latentByteCount: latent.latentByteCount,
            reference: reference ?? 0, stateByteCount: latent.stateByteCount,
            payloadChecksum: latent.payloadChecksum)
    }
}

extension EdgeMachine {
    /// Gives the session an input and hands on what it says; `payload` belongs to a plan.
    private mutating func tell(
        _ input: Homes.Input, payload: PlanPayload? = nil, at now: Instant
    ) {
        session.handle(input, at: now)
        while let output = session.nextOutput() {
            switch output {
            case .openConnection(let number, let endpoint, let attempt):
                outputs.append(.openConnection(number, endpoint: endpoint, attempt: attempt))
            case .closeConnection(let number): outputs.append(.closeConnection(number))
            case .transmit(let envelope, let connection):
                outputs.append(.transmit(envelope, payload: nil, connection: connection))
            case .established(let epoch, _, let endpoint):
                control.bundleMatches = true
                chain = ReferenceChain()
                rates.reset()
                reporter.sessionEstablished()
                report(.sessionEstablished(epoch: epoch, endpoint: endpoint))
            case .refused(let refuse, let endpoint):
                // What another coordinator serves says nothing of the plans at hand.
                let isOwn = session.endpoint.map { $0 == endpoint } ?? true
                if refuse.reason == .wrongBundle, !session.hasSession, isOwn {
                    control.bundleMatches = false
                }
                report(.sessionRefused(refuse, endpoint: endpoint))
            case .lost(let loss, let wasInUse):
                report(.sessionLost(loss, wasInUse: wasInUse))
                guard wasInUse else { break }
                offload.sessionLost(successor: session.hasSession ? session.epoch : nil)
                endPace(at: now)
            case .silent: report(.sessionSilent)
            case .heard: report(.sessionHeard)
            case .rehoming(let endpoint, let reason):
                report(.rehoming(endpoint: endpoint, reason))
            case .standby(let epoch, let endpoint):
                report(.standbyEstablished(epoch: epoch, endpoint: endpoint))
            case .deliver(let envelope): deliver(envelope, payload: payload, at: now)
            case .rejected(let rejection): report(.frameRejected(rejection))
            }
        }
        offload.keep(Offload.Link(session), at: now)
    }

    private mutating func deliver(
        _ envelope: Envelope, payload: PlanPayload?, at now: Instant
    ) {
        switch envelope.message {
        case .plan(let header):
            take(header, payload: payload ?? .corrupted, epoch: envelope.epoch, at: now)
        case .outcome(let outcome): take(outcome, epoch: envelope.epoch, at: now)
        case .reference(let reference):
            guard reference.stream == configuration.stream else { return misplace(envelope) }
            note(reference.status, of: reference.latentSequence, epoch: envelope.epoch)
        case .pace(let pace):
            // A standby's coordinator has no captures to pace.
            if envelope.epoch == session.epoch { obey(pace, at: now) }
        case .hello, .welcome, .refuse, .latent, .heartbeat, .goodbye, .register, .batch,
            .batchResult, .drain, .failsafeReport, .rehome:
            misplace(envelope)
        }
    }
    private mutating func obey(_ pace: Pace, at now: Instant) {
        let before = offload.pacing.agreed
        trigger(offload.keep(pace, at: now))
        guard let agreed = offload.pacing.agreed else { return }
        counts.paces += 1
        if agreed.isExceeded { counts.pacesExceeded += 1 }
        if agreed.isNews(after: before) { report(.paceChanged(agreed)) }
    }
    private mutating func endPace(at now: Instant) {
        guard offload.pacing.agreed != nil else { return }
        trigger(offload.endPace(at: now))
        report(.paceChanged(nil))
    }
    private mutating func trigger(_ trigger: Pacing.Trigger?) {
        guard let trigger else { return }
        outputs.append(.pace(next: trigger.next, period: trigger.period))
    }
    private mutating func misplace(_ envelope: Envelope) {
        counts.misplaced += 1
        report(.frameRejected(.unexpected(envelope.message.kind)))
    }
    private mutating func take(
        _ header: PlanHeader, payload: PlanPayload, epoch: UInt64, at now: Instant
    ) {
        note(header.reference, of: header.latentSequence, epoch: epoch)
        let answer = Answer(
            sequence: header.latentSequence, stamp: header.captureStamp, epoch: epoch)
        guard let (flight, second) = flight(of: answer, at: now) else { return }
        let id = flight.capture.id
        do throws(PlanRejection) {
            // Whichever way it came, it is the plan of the latent in the session in use.
            let plan = try plan(header, payload, of: flight, epoch: session.epoch)
            try control.take(cloudPlan: plan, epoch: session.epoch, at: now)
            let timing = timing(header, of: flight, at: now)
            if second == nil {
                answerTime = now - flight.sentAt
                rates.answered(
                    flight.size,
                    planByteCount: Limits.planControlByteCount + Int(header.payloadByteCount),
                    link: timing.linkTime, cloud: timing.queueTime + timing.computeTime)
            } else {
                counts.answeredSecondWay += 1
            }
            report(.cloudPlanTaken(id, timing))
            settle(flight, offload.fate(of: flight, answeredAt: now), by: second, at: now)
        } catch {
            report(.planRejected(.cloud, id, error))
            // The other way may bring a sound one.
            if error.isUnsound, offload.close(second, of: flight) { return }
            let fate: Fate = error.isUnsound ? .rejected(.planRejected(error)) : .answeredLate
            settle(flight, fate, by: second, at: now)
        }
    }
    /// What an answer says of the latent that it is to.
    private struct Answer {
        let sequence: UInt64
        let stamp: UInt64
        let epoch: UInt64
    }
    /// The latent that is answered, and the second way if the answer came there; nil, and counted,
    /// if it is not waited for.
    private mutating func flight(
        of answer: Answer, at now: Instant
    ) -> (flight: Offload.Flight, second: Offload.Way?)? {
        let way = Offload.Way(epoch: answer.epoch, sequence: answer.sequence)
        if answer.epoch == session.epoch {
            let found = offload.flight(sequence: answer.sequence, stamp: answer.stamp)
            if let found { return (found, nil) }
        } else if let found = offload.flight(way, stamp: answer.stamp) {
            return (found, way)
        }
        if let sentAt = offload.secondAnswer(on: way) {
            counts.secondAnswers += 1
            if answer.epoch == session.epoch { answerTime = now - sentAt }
        } else {
            refuseUnsolicited()
        }
        return nil
    }
    private mutating func settle(
        _ flight: Offload.Flight, _ fate: Fate, by second: Offload.Way?, at now: Instant
    ) {
        offload.settle(flight, fate, epoch: session.epoch, by: second, at: now)
    }
    private mutating func plan(
        _ header: PlanHeader, _ payload: PlanPayload, of flight: Offload.Flight, epoch: UInt64
    ) throws(PlanRejection) -> Plan {
        guard case .values(let values) = payload else { throw unsound(.corrupted) }
        // A car follows one group of channels; a plan of more is another machine's.
        guard header.groups.others.isEmpty else { throw unsound(.wrongShape) }
        let group = header.groups.leading
        return Plan(
            capture: flight.capture.id, captureTime: flight.capture.time, epoch: epoch,
            sequence: flight.sequence, firstStep: group.firstStep, step: group.step,
            channelCount: Int(group.channelCount), values: values.steps,
            beliefs: values.beliefs)
    }
    /// Counts a plan that never comes before the control, which counts those that do.
    private mutating func unsound(_ rejection: PlanRejection) -> PlanRejection {
        control.countUnsoundPlan()
        return rejection
    }
    private func timing(
        _ header: PlanHeader, of flight: Offload.Flight, at now: Instant
    ) -> PlanTiming {
        let age = now - flight.capture.time
        let edge = flight.sentAt - flight.capture.time
        return PlanTiming(
            age: age, edgeTime: edge, queueTime: header.queueTime,
            computeTime: header.computeTime,
            linkTime: age - edge - header.queueTime - header.computeTime,
            expected: control.delay.expected,
            modelVersion: header.modelVersion)
    }
    private mutating func refuseUnsolicited() {
        counts.unsolicited += 1
        report(.planRejected(.cloud, nil, .unsolicited))
    }
    /// What the coordinator says of a latent as a reference: true however late, and of one that is
    /// not waited for any more.
    private mutating func note(
        _ status: ReferenceStatus?, of sequence: UInt64, epoch: UInt64
    ) {
        guard epoch == session.epoch else { return }
        switch status {
        case nil: break
        case .held: chain.held(sequence)
        case .missing:
            counts.keyframesAsked += 1
            chain.keyframeRequested(by: sequence)
        }
    }
    private mutating func take(_ outcome: Outcome, epoch: UInt64, at now: Instant) {
        note(outcome.reference, of: outcome.latentSequence, epoch: epoch)
        if outcome.reference == nil, epoch == session.epoch {
            chain.rejected(outcome.latentSequence)
        }
        let answer = Answer(
            sequence: outcome.latentSequence, stamp: outcome.captureStamp, epoch: epoch)
        guard let (flight, second) = flight(of: answer, at: now) else { return }
        // One way without a plan is no fate while the other may bring one.
        if offload.close(second, of: flight) { return }
        let fate: Fate =
            switch outcome.fate {
            case .superseded: .superseded
            case .expired: .expired
            case .rejected, .failed: .rejected(.outcome(outcome.cause))
            }
        settle(flight, fate, by: second, at: now)
    }
}
