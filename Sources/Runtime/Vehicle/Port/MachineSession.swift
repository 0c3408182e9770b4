import EdgeCore
import PortProtocol
import Timekeeping
import ZeroMQ

/// Which machine is taken and what its messages mean: the port without its socket, its clock and
/// the pictures' bytes.
///
/// ```
///          hello that fits                 same connection says hello anew
/// vacant ------------------> taken -----------------------------.
///    ^                        |  ^------------------------------'
///    '------------------------'
///      goodbye, silence, connection gone
/// ```
/// Tests: `MachineSessionTests`.
struct MachineSession {
    /// Why a machine is gone.
    enum Loss: String, Hashable, Sendable {
        /// It said so.
        case goodbye
        /// Nothing came for `Limits.machineSilence`.
        case silent
        /// Its connection is gone.
        case unreachable
        /// It began anew.
        case replaced
    }
    /// What is to be done.
    enum Output: Hashable {
        case send(PortFrame, to: RoutingIdentity)
        case established(PortHello)
        case lost(Loss)
        /// A capture that is to be told to the core; it has no picture if it is rejected.
        case capture(exposure: Instant, state: [Float], PortRejection?)
        case odometry(PortOdometry, at: Instant)
        case operatorDemand(PortOperator)
        case status(PortMachineStatus)
        /// Whether it follows its commands has changed.
        case following(CommandWatch.Verdict)
    }
    private struct Taken {
        var peer: RoutingIdentity
        var session: UInt64
        var hello: PortHello
        var heard: Instant
        var captures: CaptureCheck
        var odometryAt: Instant?
        var pace: CapturePace
        var hasPace = false
        var commands = CommandWatch()
        var verdict = CommandWatch.Verdict.follows
        var status = PortAgentStatus(
            captures: 0, skipped: 0, rejected: 0, rejection: .none, rejectedOdometry: 0,
            malformed: 0)
    }
    private let needs: MachineNeeds
    private var taken: Taken?
    private var lastExposure: Instant?
    private var nextStatus = Instant.origin
    private var outputs: [Output] = []
    private(set) var counts = PortCounts()

    init(needs: MachineNeeds) { self.needs = needs }

    /// The machine that is taken, and whether its camera is triggered.
    var hello: PortHello? { taken?.hello }
    /// What is to be done, in order; it is the caller's then.
    mutating func takeOutputs() -> [Output] {
        defer { outputs.removeAll(keepingCapacity: true) }
        return outputs
    }

    /// Takes a message from `peer` that names `session`; `clock` says when its stamps were.
    mutating func take(
        _ message: Result<PortFrame, PortDecodeError>, naming session: UInt64,
        from peer: RoutingIdentity, clock: SharedClock, at now: Instant
    ) {
        switch message {
        case .failure(let error): refuse(error, naming: session, from: peer, at: now)
        case .success(let frame):
            if case .hello(let hello) = frame.message {
                return greet(hello, session: frame.session, from: peer, at: now)
            }
            guard taken?.peer == peer, taken?.session == frame.session else {
                counts.strays += 1
                // Somebody who leaves needs no answer.
                guard frame.message != .goodbye else { return }
                let text = "the agent knows no such session; say hello"
                return refuse(.init(.unknownSession, text), session: frame.session, to: peer)
            }
            taken?.heard = now
            take(frame.message, clock: clock, at: now)
        }
    }
    /// Notes that time has passed.
    mutating func tick(at now: Instant) {
        guard let current = taken else { return }
        if now - current.heard > Limits.machineSilence { return lose(.silent) }
        judge(at: now)
        guard now >= nextStatus else { return }
        nextStatus = now + Limits.portStatusPeriod
        send(.agentStatus(current.status))
    }
    /// Sends to the machine, if there is one.
    mutating func send(_ message: MachineMessage) {
        guard let taken else { return }
        outputs.append(.send(PortFrame(session: taken.session, message), to: taken.peer))
    }
    /// Notes that the command `number` left for the machine.
    mutating func noteSent(_ number: UInt64, at now: Instant) {
        taken?.commands.sent(number, at: now)
    }
    /// Notes that `peer` could not be reached.
    mutating func noteUnreachable(_ peer: RoutingIdentity) {
        if taken?.peer == peer { lose(.unreachable) }
    }
    /// Captures come at this pace from now on; of a camera that runs freely others are skipped.
    mutating func keep(next: Instant, period: Interval, clock: SharedClock) {
        guard taken != nil else { return }
        taken?.pace.keep(period: period, next: next, from: .origin)
        taken?.hasPace = true
        guard taken?.hello.camera?.isTriggered == true else { return }
        send(
            .pace(
                PortPace(
                    next: clock.stamp(of: next),
                    period: max(UInt32(clamping: period.wholeMicroseconds), 1))))
    }
}

// MARK: Coming and going

extension MachineSession {
    private mutating func greet(
        _ hello: PortHello, session: UInt64, from peer: RoutingIdentity, at now: Instant
    ) {
        if let current = taken {
            if current.peer == peer, current.session == session {
                taken?.heard = now
                return send(.welcome(needs.welcome))
            }
            guard current.peer == peer else {
                counts.refused += 1
                let text =
                    "the machine \(current.hello.name) is connected; stop it first, or wait until "
                    + "it was silent for \(Limits.machineSilence.milliseconds) ms"
                return refuse(.init(.taken, text), session: session, to: peer)
            }
        }
        if let refusal = needs.refusal(of: hello) {
            counts.refused += 1
            return refuse(refusal, session: session, to: peer)
        }
        if taken != nil { lose(.replaced) }
        let period = Interval.nanoseconds(
            1_000_000_000 / Int64(max(hello.camera?.rateHertz ?? 1, 1)))
        taken = Taken(
            peer: peer, session: session, hello: hello, heard: now,
            captures: CaptureCheck(
                camera: hello.camera, stateCount: needs.state.count, earlier: lastExposure),
            pace: CapturePace(sensorPeriod: period))
        counts.sessions += 1
        nextStatus = now + Limits.portStatusPeriod
        outputs.append(.established(hello))
        send(.welcome(needs.welcome))
    }
    private mutating func lose(_ loss: Loss) {
        lastExposure = taken?.captures.lastExposure ?? lastExposure
        taken = nil
        outputs.append(.lost(loss))
    }
    private mutating func refuse(
        _ error: PortDecodeError, naming session: UInt64, from peer: RoutingIdentity,
        at now: Instant
    ) {
        counts.malformed += 1
        if taken?.peer == peer {
            taken?.status.malformed += 1
        }
        var reason = PortRefusal.malformed
        if case .wrongMajor = error { reason = .version }
        refuse(.init(reason, "the message \(error)"), session: session, to: peer)
    }
    private mutating func refuse(
        _ refusal: PortRefuse, session: UInt64, to peer: RoutingIdentity
    ) {
        outputs.append(.send(PortFrame(session: session, .refuse(refusal)), to: peer))
    }
}

// MARK: What a taken machine says

extension MachineSession {
    private mutating func take(_ message: MachineMessage, clock: SharedClock, at now: Instant) {
        switch message {
        case .capture(let capture): take(capture, clock: clock, at: now)
        case .odometry(let odometry): take(odometry, clock: clock, at: now)
        case .operatorDemand(let demand): outputs.append(.operatorDemand(demand))
        case .machineStatus(let status):
            outputs.append(.status(status))
            taken?.commands.take(status, at: now)
            judge(at: now)
        case .goodbye: lose(.goodbye)
        case .hello: break
        case .welcome, .refuse, .command, .pace, .agentStatus:
            // These are the agent's to say.
            counts.strays += 1
        }
    }
    private mutating func judge(at now: Instant) {
        guard let current = taken else { return }
        let verdict = current.commands.verdict(at: now)
        guard verdict != current.verdict else { return }
        taken?.verdict = verdict
        switch verdict {
        case .follows: break
        case .hindered: counts.hindered += 1
        case .unconfirmed: counts.unconfirmed += 1
        }
        outputs.append(.following(verdict))
    }
    private mutating func take(_ capture: PortCapture, clock: SharedClock, at now: Instant) {
        guard var current = taken else { return }
        defer { taken = current }
        let exposure = clock.instant(of: capture.exposure)
        let rejection = current.captures.rejection(of: capture, exposedAt: exposure, at: now)
        if let rejection {
            current.status.rejected += 1
            current.status.rejection = rejection
            counts.note(rejection)
        } else if let exposure, !isWanted(exposure, of: &current) {
            current.status.skipped += 1
            counts.skipped += 1
            return
        } else {
            current.status.captures += 1
            counts.captures += 1
        }
        // The core hears of a capture that is rejected, too, by the time it claims, and rejects it.
        outputs.append(
            .capture(exposure: exposure ?? .origin, state: capture.state, rejection))
    }
    /// Without a pace the bundle's own begins with the first capture.
    private func isWanted(_ exposure: Instant, of taken: inout Taken) -> Bool {
        if taken.hello.camera?.isTriggered == true, taken.hasPace { return true }
        if !taken.hasPace {
            taken.pace.keep(
                period: .microseconds(Int64(needs.capturePeriod)), next: exposure, from: .origin)
            taken.hasPace = true
        }
        return taken.pace.uses(exposure)
    }
    private mutating func take(_ odometry: PortOdometry, clock: SharedClock, at now: Instant) {
        guard let instant = clock.instant(of: odometry.stamp), instant <= now,
            now - instant <= Limits.odometryAge, taken?.odometryAt.map({ instant > $0 }) ?? true,
            odometry.state.isEmpty || odometry.state.count == needs.state.count
        else {
            taken?.status.rejectedOdometry += 1
            counts.rejectedOdometry += 1
            return
        }
        taken?.odometryAt = instant
        outputs.append(.odometry(odometry, at: instant))
    }
}
