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
    private let configuration: EdgeConfiguration
    private var session: Homes
    private var offload: Offload
    private var control: MotionControl
    /// What the next latent may be predicted from, in this session.
    private var chain = ReferenceChain()
    private var rates: RateControl
    private var reporter = SafetyReporter()
    private var outputs = OutputQueue<EdgeOutput>(limit: Limits.outputs)
    /// What was not taken, beside the fates.
    public private(set) var counts = EdgeCounts()

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
            configuration: configuration.session, random: random)
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
            offload.captured(id, exposedAt: exposure, at: now)
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
        case .operatorCommand(let command): control.obey(command)
        case .wake:
            tell(.wake, at: now)
            offload.expire(at: now)
        case .shutdown:
            control.obey(.disarm)
            tell(.stop(.finished), at: now)
            offload.sessionLost()
        }
        carryOut(at: now)
        reportSafety(at: now)
    }
}

extension EdgeMachine {
    private mutating func report(_ event: EdgeEvent) { outputs.append(.event(event)) }
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
        let (rate, isNew) = rates.choose(
            age: offload.ageAtEncoder(at: now), roundTrip: session.clock.usualRoundTrip,
            isPredicted: reference != nil, isDegraded: arePlansLate(at: now))
        if isNew {
            report(.rateChosen(multiplier: rate.multiplier, isPredicted: reference != nil))
        }
        outputs.append(.encode(id, multiplier: rate.multiplier, reference: reference))
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

    private mutating func tick(_ reading: Odometry?, at now: Instant) {
        if !control.isSound(reading) {
            counts.unsoundOdometry += 1
            report(.odometryUnsound)
        }
        let (output, decision) = control.tick(reading, epoch: session.epoch, at: now)
        if decision.releaseRefused { report(.releaseRefused) }
        for transition in decision.transitions { report(.failsafe(transition)) }
        outputs.append(.command(output))
        reporter.note(decision, at: now)
    }
    /// The last that an input leads to: neither a command nor a latent waits behind it.
    private mutating func reportSafety(at now: Instant) {
        guard session.isLinked,
            let report = reporter.next(planAge: control.cloud.age(at: now), at: now),
            let envelope = session.stamp(.failsafeReport(report), at: now)
        else { return }
        outputs.append(.transmit(envelope, payload: nil, connection: session.connection))
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
        offload.headFinished(isLinked: session.isLinked, at: now)
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
        guard let capture = offload.encoded(id, isLinked: session.isLinked, at: now),
            let envelope = session.stamp(
                .latent(header(latent, from: reference, of: capture, at: now)), at: now)
        else { return outputs.append(.releasePayload(payload)) }
        offload.sent(
            capture, sequence: envelope.sequence, size: size(of: latent, in: envelope), at: now)
        rates.encoded(byteCount: Int(latent.latentByteCount))
        chain.sent(envelope.sequence, of: id.value, from: reference)
        outputs.append(.transmit(envelope, payload: payload, connection: session.connection))
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
        offload.keepLink(credit: session.credit, roundTrip: session.clock.usualRoundTrip)
        while let output = session.nextOutput() {
            switch output {
            case .openConnection(let number, let endpoint):
                outputs.append(.openConnection(number, endpoint: endpoint))
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
                offload.sessionLost()
                endPace(at: now)
            case .silent: report(.sessionSilent)
            case .heard: report(.sessionHeard)
            case .rehoming(let endpoint, let reason):
                report(.rehoming(endpoint: endpoint, reason))
            case .deliver(let envelope): deliver(envelope, payload: payload, at: now)
            case .rejected(let rejection): report(.frameRejected(rejection))
            }
        }
    }

    private mutating func deliver(
        _ envelope: Envelope, payload: PlanPayload?, at now: Instant
    ) {
        switch envelope.message {
        case .plan(let header):
            take(header, payload: payload ?? .corrupted, epoch: envelope.epoch, at: now)
        case .outcome(let outcome): take(outcome, at: now)
        case .reference(let reference):
            guard reference.stream == configuration.stream else { return misplace(envelope) }
            note(reference.status, of: reference.latentSequence)
        case .pace(let pace): obey(pace, at: now)
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
        note(header.reference, of: header.latentSequence)
        guard
            let flight = offload.flight(
                sequence: header.latentSequence, stamp: header.captureStamp)
        else { return refuseUnsolicited() }
        let id = flight.capture.id
        do throws(PlanRejection) {
            let plan = try plan(header, payload, of: flight, epoch: epoch)
            try control.take(cloudPlan: plan, epoch: epoch, at: now)
            let timing = timing(header, of: flight, at: now)
            rates.answered(
                flight.size,
                planByteCount: Limits.planControlByteCount + Int(header.payloadByteCount),
                link: timing.linkTime, cloud: timing.queueTime + timing.computeTime)
            report(.cloudPlanTaken(id, timing))
            offload.settle(flight, offload.fate(of: flight, answeredAt: now), at: now)
        } catch {
            report(.planRejected(.cloud, id, error))
            let fate: Fate = error.isUnsound ? .rejected(.planRejected(error)) : .answeredLate
            offload.settle(flight, fate, at: now)
        }
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
    private mutating func note(_ status: ReferenceStatus?, of sequence: UInt64) {
        switch status {
        case nil: break
        case .held: chain.held(sequence)
        case .missing:
            counts.keyframesAsked += 1
            chain.keyframeRequested(by: sequence)
        }
    }
    private mutating func take(_ outcome: Outcome, at now: Instant) {
        note(outcome.reference, of: outcome.latentSequence)
        if outcome.reference == nil { chain.rejected(outcome.latentSequence) }
        guard
            let flight = offload.flight(
                sequence: outcome.latentSequence, stamp: outcome.captureStamp)
        else { return refuseUnsolicited() }
        let fate: Fate =
            switch outcome.fate {
            case .superseded: .superseded
            case .expired: .expired
            case .rejected, .failed: .rejected(.outcome(outcome.cause))
            }
        offload.settle(flight, fate, at: now)
    }
}
