public import Timekeeping

/// Decides on every control tick who drives; knows plans by age and number only.
///
/// ```
///            ready                  age > T_deg               age > T_fb, end near, none,
/// standby ----------> nominal --------------------> degraded  unsound, wrong bundle
///    ^                  |  ^------------------------ |   |         |
///    |                  |     10 fresh plans         |   v         v
///    |                  +--------------------------->+-> fallback <-+
///    |                                        10 fresh plans | ^
///    |                                        -> degraded ---+ |
///    |  release                                               | budget spent, local policy
///    |                                                        v late or unhealthy
///    +------ minimal risk condition <------ minimal risk manoeuvre: comfortable ->
///    |               (latched)     standstill                 in lane -> emergency
///    +------ emergency stop <------ any state
///  reset at the machine
/// ```
/// nominal, degraded and fallback also go to the manoeuvre when the machine is disarmed, does not
/// know its own motion, or its actuators refuse. A camera that cannot be believed degrades a
/// nominal machine; since nothing is computed from what it gives, ages do the rest. States are
/// entered fast and left slowly; the worst cause wins.
/// Tests, by edge and cause: `FailsafeStoryTests`, `FailsafeMachineTests`; invariants under random
/// observations: `FailsafePropertyTests`.
public struct FailsafeMachine: Hashable, Sendable {
    /// The state now.
    public private(set) var state = FailsafeState.standby
    /// What is left of the time without the cloud.
    public private(set) var budget: Interval
    /// How often the machine came to a standstill by its failsafe.
    public private(set) var standstills: UInt64 = 0
    private let configuration: FailsafeConfiguration
    private var fresh = FreshPlanCount()
    private var speedCap: Double?
    private var stop: StopProfile?
    private var stopDeadline = Instant.distantFuture
    /// Whether the comfortable stop under way goes along the cloud's plans: from its beginning,
    /// where the cloud drove, until they may drive no more.
    private var stopsAlongCloud = false
    private var slowSince: Instant?
    private var lastTick: Instant?
    private var transitions: [FailsafeTransition] = []

    /// A machine in standby with a full budget.
    public init(configuration: FailsafeConfiguration) {
        precondition(configuration.degradedAge <= configuration.fallbackAge, "T_deg <= T_fb")
        precondition(configuration.returnAge <= configuration.fallbackAge, "back to drive")
        precondition(configuration.recoveryPlans > 0, "a way back takes at least one plan")
        self.configuration = configuration
        budget = configuration.fallbackBudget
    }

    /// Judges `observation` at `now`, which never decreases. Call it once per control tick.
    public mutating func tick(
        _ observation: FailsafeObservation, at now: Instant
    ) -> FailsafeDecision {
        let elapsed = now - (lastTick ?? now)
        precondition(elapsed >= .zero, "time never decreases")
        lastTick = now
        transitions.removeAll(keepingCapacity: true)
        account(observation, elapsed: elapsed, at: now)
        let releaseRefused = observation.release != nil && !accepts(observation, at: now)
        while let next = nextState(observation, at: now) {
            enter(next.state, next.cause, observation, at: now)
        }
        let seconds = min(elapsed, Limits.rampTick).seconds
        let decision = FailsafeDecision(
            state: state, driver: driver(observation),
            speedCap: cap(observation, seconds: seconds), stop: demand(observation, seconds),
            standstills: standstills, releaseRefused: releaseRefused,
            needs: state == .standby ? needs(observation) : [], transitions: transitions)
        assertInvariants(decision, observation)
        return decision
    }
}

extension FailsafeMachine {
    /// Books time and plans before anything is judged.
    private mutating func account(
        _ observation: FailsafeObservation, elapsed: Interval, at now: Instant
    ) {
        switch state {
        case .fallback: budget = max(budget - elapsed, .zero)
        case .nominal, .degraded:
            budget = min(budget + elapsed / Limits.refillDivisor, configuration.fallbackBudget)
        case .standby, .minimalRiskManoeuvre, .minimalRiskCondition, .emergencyStop: break
        }
        // Never back within one stop: two paths in turn would be worse than either.
        if cloudLoss(observation) != nil { stopsAlongCloud = false }
        // Only plans that would not leave a state again at once lead to it (decision 12).
        let (arrivalAge, heldAge) =
            state == .degraded
            ? (min(configuration.freshAge, configuration.degradedAge), configuration.degradedAge)
            : (configuration.returnAge, configuration.fallbackAge)
        fresh.observe(
            observation.cloudPlan, sound: observation.unsoundPlans == 0,
            arrivalAge: arrivalAge, heldAge: heldAge,
            wanted: configuration.recoveryPlans, at: now)
        if observation.speed < configuration.standstillSpeed {
            slowSince = slowSince ?? now
        } else {
            slowSince = nil
        }
    }

    private func nextState(
        _ observation: FailsafeObservation, at now: Instant
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        if observation.emergencyStop, state != .emergencyStop {
            return (.emergencyStop, .emergencyStop)
        }
        switch state {
        case .standby: return fromStandby(observation)
        case .nominal, .degraded: return whileCloudDrives(observation)
        case .fallback: return fromFallback(observation)
        case .minimalRiskManoeuvre(let level):
            if stands(at: now) { return (.minimalRiskCondition, .standstill) }
            return escalation(of: level, observation, at: now)
        case .minimalRiskCondition:
            guard isReleased(observation, at: now) else { return nil }
            let byOperator = accepts(observation, at: now)
            return (.standby, byOperator ? .operatorReleased : .automaticallyReleased)
        case .emergencyStop:
            guard observation.localReset, !observation.emergencyStop, stands(at: now) else {
                return nil
            }
            return (.standby, .localReset)
        }
    }

    private func fromStandby(
        _ observation: FailsafeObservation
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        needs(observation).isEmpty ? (.nominal, .ready) : nil
    }
    private func needs(_ observation: FailsafeObservation) -> StandbyNeeds {
        var needs: StandbyNeeds = []
        if !observation.armed { needs.insert(.arming) }
        if !observation.sensorsSound { needs.insert(.odometry) }
        if observation.cameraFault != nil { needs.insert(.camera) }
        if observation.actuatorsRefuse { needs.insert(.actuators) }
        if localLoss(observation) != nil { needs.insert(.localPolicy) }
        if !isRecovered || cloudLoss(observation) != nil { needs.insert(.freshPlans) }
        if observation.emergencyStop { needs.insert(.emergencyStopClear) }
        return needs
    }
    private func whileCloudDrives(
        _ observation: FailsafeObservation
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        if let stop = stopDemanded(observation) { return stop }
        // Through degraded, so that no state is skipped in the log.
        if state == .degraded, let cause = cloudLoss(observation) {
            return (.fallback, root(of: cause, observation))
        }
        let late = cloudLoss(observation) ?? (isLate(observation) ? .planAge : nil)
        let cause =
            late.map { root(of: $0, observation) } ?? observation.cameraFault?.cause
            ?? localLoss(observation)
        if state == .nominal { return cause.map { (.degraded, $0) } }
        return cause == nil && isRecovered ? (.nominal, .recovered) : nil
    }
    private func fromFallback(
        _ observation: FailsafeObservation
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        if let stop = stopDemanded(observation) { return stop }
        if let cause = localLoss(observation) {
            return (.minimalRiskManoeuvre(.comfortable), root(of: cause, observation))
        }
        if isRecovered, cloudLoss(observation) == nil { return (.degraded, .recovered) }
        return budget == .zero ? (.minimalRiskManoeuvre(.comfortable), .budgetSpent) : nil
    }
    private func stopDemanded(
        _ observation: FailsafeObservation
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        if let cause = blindMotion(observation) {
            return (.minimalRiskManoeuvre(.emergency), cause)
        }
        return observation.armed ? nil : (.minimalRiskManoeuvre(.comfortable), .disarmed)
    }
    private func escalation(
        of level: StopLevel, _ observation: FailsafeObservation, at now: Instant
    ) -> (state: FailsafeState, cause: FailsafeCause)? {
        guard let harder = StopLevel(rawValue: level.rawValue + 1) else { return nil }
        if let cause = blindMotion(observation) {
            return (.minimalRiskManoeuvre(.emergency), cause)
        }
        if path(for: level, observation) == .wheels {
            let cause = level == .comfortable ? FailsafeCause.pathLost : .pathEnded
            return (.minimalRiskManoeuvre(harder), cause)
        }
        return now > stopDeadline ? (.minimalRiskManoeuvre(harder), .stopLate) : nil
    }

    private mutating func enter(
        _ next: FailsafeState, _ cause: FailsafeCause, _ observation: FailsafeObservation,
        at now: Instant
    ) {
        precondition(Self.isLegal(from: state, to: next), "no such edge in the diagram")
        precondition(transitions.count < Limits.transitionsPerTick, "a tick's changes end")
        transitions.append(
            FailsafeTransition(
                from: state, to: next, cause: cause, planAge: observation.cloudPlan?.age,
                epoch: observation.epoch, instant: now))
        if case .minimalRiskManoeuvre = next {
            switch state {
            case .nominal, .degraded: stopsAlongCloud = cloudLoss(observation) == nil
            case .fallback: stopsAlongCloud = false
            case .standby, .minimalRiskManoeuvre, .minimalRiskCondition, .emergencyStop: break
            }
        }
        state = next
        if !(next == .minimalRiskCondition) { fresh.restart() }
        switch next {
        case .minimalRiskManoeuvre(let level): beginStop(level, observation, at: now)
        case .emergencyStop: beginStop(.emergency, observation, at: now)
        case .minimalRiskCondition:
            standstills += 1
            stop = nil
        case .standby, .nominal, .degraded, .fallback: stop = nil
        }
    }
    private mutating func beginStop(
        _ level: StopLevel, _ observation: FailsafeObservation, at now: Instant
    ) {
        let hardest = configuration.emergencyStop.deceleration
        stop = stop ?? StopProfile(from: max(observation.acceleration, -hardest))
        let needed = configuration.shape(of: level).seconds(from: max(observation.speed, 0))
        let bounded = min(needed, 3_600)  // a speed that is nonsense must not overflow
        stopDeadline = now + .milliseconds(Int64(bounded * 1_000)) + configuration.stopSlack
    }
}

extension FailsafeMachine {
    /// Why the cloud's plan may not drive, the worst cause first; nil if it may.
    private func cloudLoss(_ observation: FailsafeObservation) -> FailsafeCause? {
        guard observation.bundleMatches else { return .wrongBundle }
        guard let plan = observation.cloudPlan else { return .noPlan }
        if observation.unsoundPlans >= configuration.unsoundPlans { return .unsoundPlans }
        if plan.age > configuration.fallbackAge { return .planAge }
        return plan.remaining < configuration.planEndMargin ? .planEnding : nil
    }
    private func localLoss(_ observation: FailsafeObservation) -> FailsafeCause? {
        guard observation.localPolicyHealthy else { return .localPolicyUnhealthy }
        guard let plan = observation.localPlan, plan.age <= configuration.fallbackAge,
            plan.remaining >= configuration.planEndMargin
        else { return .localPolicyLate }
        return nil
    }
    /// Why no path can be driven along at all, whoever planned it; nil if one can.
    private func blindMotion(_ observation: FailsafeObservation) -> FailsafeCause? {
        if observation.actuatorsRefuse { return .actuatorsRefuse }
        return observation.sensorsSound ? nil : .sensorsUnsound
    }
    /// What is behind `cause`: plans are late where the camera gives nothing to make them from.
    private func root(
        of cause: FailsafeCause, _ observation: FailsafeObservation
    ) -> FailsafeCause {
        guard let fault = observation.cameraFault else { return cause }
        switch cause {
        case .planAge, .planEnding, .noPlan, .localPolicyLate: return fault.cause
        case .ready, .unsoundPlans, .wrongBundle, .recovered, .budgetSpent, .localPolicyUnhealthy,
            .sensorsUnsound, .disarmed, .pathLost, .pathEnded, .stopLate, .standstill,
            .operatorReleased, .automaticallyReleased, .emergencyStop, .localReset,
            .cameraStalled, .cameraRepeats, .cameraTimeJumps, .cameraMisshapen, .actuatorsRefuse:
            return cause
        }
    }
    private func isLate(_ observation: FailsafeObservation) -> Bool {
        guard let plan = observation.cloudPlan else { return true }
        return plan.age > configuration.degradedAge
    }
    private var isRecovered: Bool { fresh.count >= configuration.recoveryPlans }
    private func stands(at now: Instant) -> Bool {
        guard let slowSince else { return false }
        return now - slowSince >= configuration.standstillTime
    }

    /// Whether an operator's release is here and counts now.
    private func accepts(_ observation: FailsafeObservation, at now: Instant) -> Bool {
        guard state == .minimalRiskCondition, let release = observation.release,
            isSound(observation)
        else { return false }
        return release.epoch == observation.epoch && release.standstill == standstills
            && isLinkHealthy(at: now)
    }
    private func isReleased(_ observation: FailsafeObservation, at now: Instant) -> Bool {
        switch configuration.releasePolicy {
        case .operatorRelease: accepts(observation, at: now)
        case .automatic:
            accepts(observation, at: now)
                || (isLinkHealthy(at: now) && observation.armed && isSound(observation)
                    && localLoss(observation) == nil)
        }
    }
    /// Whether the machine's own senses and actuators would let it move.
    private func isSound(_ observation: FailsafeObservation) -> Bool {
        blindMotion(observation) == nil && observation.cameraFault == nil
    }
    private func isLinkHealthy(at now: Instant) -> Bool {
        guard let since = fresh.healthySince else { return false }
        return now - since >= configuration.releaseHealthyTime
    }

    private func driver(_ observation: FailsafeObservation) -> Driver {
        switch state {
        case .standby: .nobody
        case .nominal: .cloudPlan
        case .degraded: isLate(observation) ? .heldPlan : .cloudPlan
        case .fallback: .localPolicy
        case .minimalRiskManoeuvre: .stopping
        case .minimalRiskCondition: .standstill
        case .emergencyStop: observation.speed < configuration.standstillSpeed ? .nobody : .stopping
        }
    }

    /// The speed cap, moved toward its target at the stated slew, starting at the speed driven.
    private mutating func cap(_ observation: FailsafeObservation, seconds: Double) -> Double? {
        guard let target = capTarget(observation) else {
            speedCap = nil
            return nil
        }
        // A cap that closes takes hold at once: what is above the speed driven is no way to go.
        let driven = max(target, observation.speed)
        let from = speedCap.map { min($0, driven) } ?? driven
        let step = configuration.capSlew * seconds
        let next = from + min(max(target - from, -step), step)
        speedCap = next
        return next
    }
    private func capTarget(_ observation: FailsafeObservation) -> Double? {
        switch state {
        case .degraded:
            let age = observation.cloudPlan?.age ?? configuration.fallbackAge
            let share = configuration.referenceAge.seconds / max(age.seconds, 0.001)
            let cap = configuration.setSpeed * min(share, 1)
            let isWhole = localLoss(observation) == nil && observation.cameraFault == nil
            return isWhole ? cap : min(cap, configuration.fallbackSpeed)
        case .fallback: return configuration.fallbackSpeed
        case .standby, .nominal, .minimalRiskManoeuvre, .minimalRiskCondition, .emergencyStop:
            return nil
        }
    }

    private mutating func demand(
        _ observation: FailsafeObservation, _ seconds: Double
    ) -> StopDemand? {
        let level: StopLevel
        switch state {
        case .minimalRiskManoeuvre(let current): level = current
        case .emergencyStop: level = .emergency
        case .standby, .nominal, .degraded, .fallback, .minimalRiskCondition: return nil
        }
        guard var profile = stop else { return nil }
        let acceleration = profile.next(
            configuration.shape(of: level), speed: observation.speed, seconds: seconds)
        stop = profile
        return StopDemand(
            level: level, path: path(for: level, observation), acceleration: acceleration)
    }
    /// A comfortable stop follows plans that could still drive: the cloud's, where the cloud drove
    /// when it began and for as long as they may drive; else the local policy's. An in-lane stop
    /// follows the younger of the last paths until it ends; an emergency stop none.
    private func path(for level: StopLevel, _ observation: FailsafeObservation) -> StopPath {
        switch level {
        case .comfortable:
            if stopsAlongCloud { return .cloudPlan }
            if localLoss(observation) == nil { return .localPlan }
            return cloudLoss(observation) == nil ? .cloudPlan : .wheels
        case .inLane:
            let local = observation.localPlan.flatMap { $0.remaining > .zero ? $0.age : nil }
            let cloud = observation.cloudPlan.flatMap { $0.remaining > .zero ? $0.age : nil }
            guard let youngest = [local, cloud].compactMap({ $0 }).min() else { return .wheels }
            return local == youngest ? .localPlan : .cloudPlan
        case .emergency: return .wheels
        }
    }

    /// Whether the diagram has this edge.
    public static func isLegal(from: FailsafeState, to: FailsafeState) -> Bool {
        switch (from, to) {
        case (.emergencyStop, .standby), (.minimalRiskCondition, .standby), (.standby, .nominal),
            (.nominal, .degraded), (.degraded, .nominal), (.degraded, .fallback),
            (.fallback, .degraded), (.minimalRiskManoeuvre, .minimalRiskCondition):
            true
        case (.nominal, .minimalRiskManoeuvre(let level)),
            (.degraded, .minimalRiskManoeuvre(let level)),
            (.fallback, .minimalRiskManoeuvre(let level)):
            level != .inLane
        case (.minimalRiskManoeuvre(let level), .minimalRiskManoeuvre(let next)): level < next
        case (let from, .emergencyStop): from != .emergencyStop
        case (.standby, _), (.nominal, _), (.degraded, _), (.fallback, _),
            (.minimalRiskManoeuvre, _), (.minimalRiskCondition, _), (.emergencyStop, _):
            false
        }
    }

    /// Semantics, section 4: what must hold on every tick, in production too.
    private func assertInvariants(
        _ decision: FailsafeDecision, _ observation: FailsafeObservation
    ) {
        switch decision.driver {
        case .cloudPlan, .heldPlan:
            precondition(cloudLoss(observation) == nil, "no actuation from a plan that may not")
        case .localPolicy:
            precondition(localLoss(observation) == nil, "no actuation from a plan that may not")
        case .stopping:
            precondition((decision.stop?.acceleration ?? 1) <= 0, "a stop never drives")
        case .standstill, .nobody: break
        }
    }
}
