import Timekeeping
import Wire

/// What the endpoint says.
extension ConformanceRun {
    /// Judges a message by what holds for all of them and keeps it for the step that expects it.
    mutating func receive(
        _ parts: [[UInt8]], on link: UInt64, at now: Instant
    ) throws(CaseError) {
        let peer = peers.firstIndex { $0.link == link }
        let name = peer.map { peers[$0].name } ?? "a stranger"
        let frame: SeenFrame
        switch read(parts, at: now) {
        case .success(let found): frame = found
        case .failure(let fault):
            let bytes = FrameFields.digits(Array((parts.first ?? []).prefix(64)))
            return fail(
                "legal messages only", ["came to \(name): \(fault.text)", "bytes: \(bytes)"],
                at: now)
        }
        if frame.name != "heartbeat" { record("\(name) < \(frame.line)", at: now) }
        if isGreeting(frame) { return greet(frame, on: link, at: now) }
        guard let peer else { return try turnAway(frame, on: link, at: now) }
        take(frame, to: peer, at: now)
    }

    /// Why parts are no message.
    private struct Fault: Error {
        var text: String
    }
    private func read(_ parts: [[UInt8]], at now: Instant) -> Result<SeenFrame, Fault> {
        let control = parts.first ?? []
        let payloads = Array(parts.dropFirst())
        let decoded: DecodedFrame
        do throws(DecodeError) {
            decoded = try FrameDecoder.decode(control)
        } catch {
            return .failure(Fault(text: "no frame: \(FrameRefusal(error))"))
        }
        let envelope = decoded.envelope
        let described = envelope.message.payloadPartByteCounts
        let frame = SeenFrame(
            name: "\(envelope.message.kind)", fields: setting.fields.read(control),
            payloads: payloads, envelope: envelope, arrival: now)
        guard described == payloads.map(\.count) else {
            let text =
                "\(frame.line), which describes payload parts of \(described) bytes (section 2)"
            return .failure(Fault(text: text))
        }
        if let fault = PayloadJudge.fault(of: envelope.message, payloads) {
            return .failure(Fault(text: "\(frame.line): \(fault)"))
        }
        return .success(frame)
    }

    private mutating func take(_ frame: SeenFrame, to peer: Int, at now: Instant) {
        let isOld = peers[peer].oldEpochs.contains(frame.envelope.epoch)
        if isOld, frame.name != "refuse" { return }
        if let fault = peers[peer].fault(of: frame.envelope) {
            return fail("frames in order", ["came: \(frame.line)", fault], at: now)
        }
        switch frame.envelope.message {
        case .welcome: peers[peer].isLive = true
        case .goodbye: peers[peer].isLive = false
        case .heartbeat(let heartbeat): peers[peer].heard = (heartbeat.transmit, now)
        case .hello, .refuse, .latent, .plan, .outcome, .register, .batch, .batchResult, .drain,
            .pace, .reference, .failsafeReport, .rehome:
            break
        }
        guard peers[peer].inbox.count < ConformanceLimits.inbox else {
            return fail("fewer messages", ["more than \(ConformanceLimits.inbox) came"], at: now)
        }
        // Nobody will look at what may come at any time, unless a step is waiting for it now.
        if conformanceCase.skip.contains(frame.name), !isExpected(at: peer), !isLeaving { return }
        peers[peer].inbox.append(frame)
    }
    private func isExpected(at peer: Int) -> Bool {
        switch currentStep {
        case .expect(let name, _, _), .expectNothing(let name, _, _): peers[peer].name == name
        case .connect, .renew, .close, .send, .wait, .heartbeats, nil: false
        }
    }

    // MARK: Where the runner is the coordinator

    private func isGreeting(_ frame: SeenFrame) -> Bool {
        conformanceCase.role != .coordinator && (frame.name == "hello" || frame.name == "register")
    }
    /// A greeting begins a session for the peer that expects one, now or soon.
    private mutating func greet(_ frame: SeenFrame, on link: UInt64, at now: Instant) {
        greeting = Greeting(link: link, frame: frame)
        if case .expect(let name, let patterns, _) = currentStep,
            patterns.contains(where: { $0.message == frame.name })
        {
            takeGreeting(as: peerIndex(name), at: now)
        }
    }
    /// Gives the greeting that is there, if it is still good, to a peer.
    private mutating func takeGreeting(as peer: Int, at now: Instant) {
        guard let greeting else { return }
        self.greeting = nil
        guard now - greeting.frame.arrival <= ConformanceLimits.greetingAge else { return }
        for other in peers.indices where peers[other].link == greeting.link && other != peer {
            peers[other].link = nil
        }
        peers[peer].inbox.removeAll()
        peers[peer].link = greeting.link
        peers[peer].isOpen = true
        peers[peer].renew(greeting.frame.envelope.epoch)
        variables["\(peers[peer].name).epoch"] = .number(peers[peer].epoch)
        take(greeting.frame, to: peer, at: now)
    }
    /// Tells the endpoint that a session of another case is over, as a coordinator does.
    private mutating func turnAway(
        _ frame: SeenFrame, on link: UInt64, at now: Instant
    ) throws(CaseError) {
        guard conformanceCase.role != .coordinator, frame.name != "goodbye" else { return }
        if let lastRefusal, now - lastRefusal < ConformanceLimits.refusalPeriod { return }
        lastRefusal = now
        var stranger = ConformancePeer(name: "a stranger", epoch: frame.envelope.epoch)
        stranger.link = link
        let composer = FrameComposer(
            setting: setting, variables: variables, saved: saved, each: nil)
        let refuse: [String: CaseValue] = [
            "message": .text("refuse"), "fields": .object(["reason": .text("unknownSession")]),
        ]
        emit(.send(link, try composer.compose(refuse, as: stranger, at: now).parts))
    }

    // MARK: What steps expect

    /// Whether one of `patterns` has come. The first message that may not be skipped decides.
    mutating func expect(
        _ peer: Int, _ patterns: [FramePattern], _ timing: CaseTiming, at now: Instant
    ) throws(CaseError) -> Bool {
        if let greeting, patterns.contains(where: { $0.message == greeting.frame.name }) {
            takeGreeting(as: peer, at: now)
        }
        let wanted = patterns.map(\.text).joined(separator: " or ")
        let whom = "\(wanted) to \(peers[peer].name)"
        while !peers[peer].inbox.isEmpty {
            let frame = peers[peer].inbox.removeFirst()
            var differences: [String] = []
            for pattern in patterns {
                guard let difference = try pattern.mismatch(frame, variables) else {
                    return accept(frame, as: pattern, timing, whom, at: now)
                }
                differences.append(difference)
            }
            if conformanceCase.skip.contains(frame.name) { continue }
            fail(whom, ["came: \(frame.line)"] + differences, at: now)
            return false
        }
        if isDue(now) {
            fail(whom, ["nothing came within \(Int(timing.within.milliseconds)) ms"], at: now)
        }
        return false
    }
    private mutating func accept(
        _ frame: SeenFrame, as pattern: FramePattern, _ timing: CaseTiming, _ whom: String,
        at now: Instant
    ) -> Bool {
        let took = frame.arrival - min(stepStart, frame.arrival)
        let milliseconds = Int(took.milliseconds)
        if took < timing.notBefore {
            fail(
                "\(whom), not before \(Int(timing.notBefore.milliseconds)) ms",
                ["it came after \(milliseconds) ms"], at: now)
            return false
        }
        if took > timing.strictly {
            note(
                "\(whom) came after \(milliseconds) ms, not "
                    + "\(Int(timing.strictly.milliseconds)) ms")
        }
        if !pattern.isStrict { note("\(pattern.message) came, which is let pass") }
        if let name = pattern.name {
            saved[name] = frame
            variables.save(frame.fields, as: name)
        }
        return true
    }
    /// Whether the time in which nothing may come is over.
    mutating func expectNothing(
        _ peer: Int, _ kinds: [String], _ time: Interval, at now: Instant
    ) -> Bool {
        let skip = conformanceCase.skip
        let frames = peers[peer].inbox + (greeting.map { [$0.frame] } ?? [])
        if let frame = frames.first(where: { frame in
            kinds.isEmpty ? !skip.contains(frame.name) : kinds.contains(frame.name)
        }) {
            let what = kinds.isEmpty ? "nothing" : "no " + kinds.joined(separator: ", ")
            fail(
                "\(what) to \(peers[peer].name) for \(Int(time.milliseconds)) ms",
                ["came: \(frame.line)"], at: now)
            return false
        }
        peers[peer].inbox.removeAll { skip.contains($0.name) }
        return isDue(now)
    }
}
