import EdgeCore
import LatentCodec
import Motion
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import Wire
import Worlds

/// From a capture to its plan.
extension RivalDrive {
    /// A camera that runs freely took a picture: whoever has use for it begins.
    mutating func captureIfWanted() {
        guard isReleased else { return }
        switch configuration.strategy {
        case .blocking: return  // takes its pictures when it asks
        case .asynchronous: if !isAsking { begin() }
        case .local: begin()
        }
    }
    /// Takes the picture of now.
    mutating func begin() {
        isAsking = true
        let scene = SceneCapture(image: [], state: world.stateVector, world: world)
        captures.append(
            RivalCapture(number: outcome.captures, at: now, pose: world.ego.pose, scene: scene))
        if captures.count > Limits.captures { captures.removeFirst() }
        events.schedule(
            .headFinished(outcome.captures), at: now + stretched(configuration.drive.headTime, 0.25)
        )
        outcome.captures += 1
    }
    mutating func finishHead(_ number: UInt64) {
        guard let place = place(of: number) else { return }
        camera?.render(captures[place].scene.world, into: &captures[place].scene.image)
        guard let answer = compute.head(captures[place].scene) else { return fail(number) }
        guard configuration.strategy != .local else {
            captures[place].answer = answer.localPlan.map { plan($0, of: captures[place]) }
            return take(number)
        }
        captures[place].latent = answer.latent
        events.schedule(.encoded(number), at: now + configuration.drive.encodeTime)
    }
    /// Sends the latent: a keyframe each time, in the bundle's own steps.
    mutating func offer(_ number: UInt64) {
        guard let place = place(of: number) else { return }
        let latent = captures[place].latent
        var bytes: [UInt8] = []
        do throws(LatentCodecError) {
            _ = try encoder.encode(
                latent.span, capture: number, reference: nil,
                multiplier: Self.multiplier, appendingTo: &bytes)
        } catch {
            return fail(number)
        }
        captures[place].payload = bytes
        let state = StatePayload.encode(captures[place].scene.state).count
        up.handle(
            .offer(id: number, bytes: bytes.count + state + Limits.rivalControlBytes), at: now)
        advanceLink()
    }
    /// The latent has come: the backbone begins.
    mutating func execute(_ number: UInt64) {
        let backbone = configuration.drive.backbone
        events.schedule(
            .executed(number), at: now + stretched(backbone.shortest(members: 1), backbone.spread))
    }
    /// The backbone is done: its answer goes back, with or without a plan.
    mutating func answer(_ number: UInt64) {
        guard let place = place(of: number) else { return }
        let values = decoded(captures[place]).flatMap { latent in
            compute.backbone(latents: [latent], states: [captures[place].scene.state]).first
        }
        var bytes = Limits.rivalControlBytes
        if let values = values ?? nil {
            bytes += Wire.PlanPayload.encode(beliefs: values.beliefs, steps: values.steps).count
            captures[place].answer = plan(values, of: captures[place])
        }
        down.handle(.offer(id: number, bytes: bytes), at: now)
        advanceLink()
    }
    /// An answer is with the device.
    mutating func take(_ number: UInt64) {
        guard let place = place(of: number) else { return }
        let capture = captures.remove(at: place)
        isAsking = false
        guard let plan = capture.answer, isFollowable(plan) else {
            outcome.useless += 1
            return
        }
        noteGap()
        outcome.arrivals.append((now - .origin, plan.age(at: now)))
        outcome.digest.fold(number)
        followed = RivalPlan(plan: plan, pose: capture.pose, arrivedAt: now)
    }

    /// The bundle's own steps (Q8.8): as exact as it can be.
    private static var multiplier: UInt16 { 0x100 }

    /// Who waits for an answer plays whatever comes; who aligns plans in time has no use for one
    /// that is past its end.
    private func isFollowable(_ plan: Plan) -> Bool {
        do throws(PlanRejection) {
            try configuration.drive.edge.planLimits.check(plan)
        } catch {
            return false
        }
        return configuration.strategy == .blocking || plan.end > now
    }
    private mutating func fail(_ number: UInt64) {
        captures.removeAll { $0.number == number }
        isAsking = false
        outcome.useless += 1
    }
    private func place(of number: UInt64) -> Int? {
        captures.firstIndex { $0.number == number }
    }
    private func plan(_ values: PlanValues, of capture: RivalCapture) -> Plan {
        let limits = configuration.drive.edge.planLimits
        return Plan(
            capture: CaptureID(capture.number), captureTime: capture.at, epoch: 0,
            sequence: capture.number, firstStep: limits.firstStep, step: limits.step,
            channelCount: limits.channels.count, values: values.steps, beliefs: values.beliefs)
    }
    private mutating func decoded(_ capture: RivalCapture) -> [Float]? {
        try? decoder.decode(
            capture.payload, codec: LatentEncoder.codec, multiplier: Self.multiplier)
    }
    /// `time` and up to `spread` of it more, drawn.
    private mutating func stretched(_ time: Interval, _ spread: Double) -> Interval {
        time + .nanoseconds(Int64(timing.unit() * spread * Double(time.nanoseconds)))
    }
}

/// The link, one connection each way.
extension RivalDrive {
    /// When the link does something next.
    var linkWakeup: Instant? {
        let changes = configuration.drive.deviceLink.changes
        let change = nextChange < changes.count ? Instant.origin + changes[nextChange].at : nil
        return [up.wakeup, down.wakeup, change].compactMap { $0 }.min()
    }
    /// Lets the link do what is due, and takes what it delivers.
    mutating func advanceLink() {
        let changes = configuration.drive.deviceLink.changes
        while nextChange < changes.count, Instant.origin + changes[nextChange].at <= now {
            apply(changes[nextChange])
            nextChange += 1
        }
        up.handle(.wake, at: now)
        down.handle(.wake, at: now)
        while let output = up.nextOutput() {
            if case .delivered(let number, _, true, _) = output { execute(number) }
        }
        while let output = down.nextOutput() {
            if case .delivered(let number, _, true, _) = output { take(number) }
        }
    }

    private mutating func apply(_ timed: TimedLinkChange) {
        switch timed.direction {
        case .up: up.handle(.change(timed.change), at: now)
        case .down: down.handle(.change(timed.change), at: now)
        }
        // An acknowledgement goes the other way.
        guard case .conditions(let conditions) = timed.change else { return }
        switch timed.direction {
        case .up: down.handle(.returnDelay(conditions.usualDelay), at: now)
        case .down: up.handle(.returnDelay(conditions.usualDelay), at: now)
        }
    }
}
