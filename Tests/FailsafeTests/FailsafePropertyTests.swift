import Failsafe
import Randomness
import Testing
import Timekeeping

@Suite struct FailsafePropertyTests {
    /// What the car sees is random: gaps, ages, failures, operators. What must hold is stated from
    /// the specification, not from the code.
    @Test(arguments: 0..<40)
    func `the invariants hold under random plans`(run: UInt64) {
        let seed = Seed(9_100 + run)
        print("seed \(seed.value)")
        var random = seed.stream("failsafe")
        var configuration = FailsafeConfiguration.car
        if run.isMultiple(of: 2) { configuration.releasePolicy = .automatic }
        var line = Timeline(configuration)
        line.wanted = 12
        var fresh = 0
        var lastSequence: UInt64?
        var before = line.state
        for _ in 0..<3_000 {
            disturb(&line, &random)
            line.tick()
            guard let decision = line.decision else { continue }
            let cloud = line.observation.cloudPlan
            if cloud?.sequence != lastSequence {
                lastSequence = cloud?.sequence
                let isFresh = (cloud?.age ?? .max) <= configuration.freshAge
                fresh = isFresh && line.observation.unsoundPlans == 0 ? fresh + 1 : 0
            }
            check(decision, line, configuration)
            checkWay(from: before, decision, fresh: fresh, configuration)
            if !decision.transitions.isEmpty { fresh = 0 }
            before = decision.state
        }
    }

    private func disturb(_ line: inout Timeline, _ random: inout RandomStream) {
        if random.chance(0.01) { line.link.toggle() }
        if random.chance(0.003) { line.policy.toggle() }
        if !line.policy, random.chance(0.05) { line.policy = true }
        if random.chance(0.02) {
            line.delay = .milliseconds(Int64(random.integer(in: 0..<400)))
        }
        if random.chance(0.005) { line.observation.unsoundPlans = random.integer(in: 0..<5) }
        if random.chance(0.05) { line.observation.unsoundPlans = 0 }
        line.observation.localPolicyHealthy = !random.chance(0.0005)
        line.observation.armed = !random.chance(0.0002)
        line.observation.sensorsSound = !random.chance(0.0002)
        line.observation.emergencyStop = random.chance(0.0002)
        line.observation.localReset = random.chance(0.01)
        if random.chance(0.002) { line.observation.epoch = random.next() }
        if random.chance(0.02) {
            line.observation.release = Release(
                epoch: line.observation.epoch, standstill: line.machine.standstills)
        }
    }

    private func check(
        _ decision: FailsafeDecision, _ line: Timeline, _ configuration: FailsafeConfiguration
    ) {
        let (cloud, local) = (line.observation.cloudPlan, line.observation.localPlan)
        switch decision.driver {
        case .cloudPlan:
            #expect(cloud.map { $0.age <= configuration.degradedAge } == true)
        case .heldPlan:
            #expect(cloud.map { $0.age <= configuration.fallbackAge } == true)
            #expect(decision.speedCap != nil)
        case .localPolicy:
            #expect(local.map { $0.age <= configuration.fallbackAge } == true)
            #expect(line.observation.localPolicyHealthy)
        case .stopping:
            let acceleration = decision.stop?.acceleration ?? 1
            #expect(acceleration <= 0 && acceleration >= -4)
        case .standstill, .nobody: #expect(decision.stop == nil || line.observation.speed < 0.02)
        }
        // Fallback no later than one tick after the bound.
        if decision.state == .nominal || decision.state == .degraded {
            #expect(cloud.map { $0.age <= configuration.fallbackAge } == true)
        }
        #expect(line.machine.budget >= .zero)
        #expect(line.machine.budget <= configuration.fallbackBudget)
    }

    /// Severity falls only by its hysteresis or by a release.
    private func checkWay(
        from before: FailsafeState, _ decision: FailsafeDecision, fresh: Int,
        _ configuration: FailsafeConfiguration
    ) {
        var state = before
        for transition in decision.transitions {
            #expect(transition.from == state)
            state = transition.to
            guard transition.to.severity < transition.from.severity else { continue }
            switch transition.cause {
            case .recovered: #expect(fresh >= configuration.recoveryPlans)
            case .operatorReleased: #expect(transition.from == .minimalRiskCondition)
            case .automaticallyReleased: #expect(configuration.releasePolicy == .automatic)
            case .localReset: #expect(transition.from == .emergencyStop)
            case .ready, .planAge, .planEnding, .noPlan, .unsoundPlans, .wrongBundle, .budgetSpent,
                .localPolicyLate, .localPolicyUnhealthy, .sensorsUnsound, .disarmed, .pathLost,
                .pathEnded, .stopLate, .standstill, .emergencyStop:
                Issue.record("severity fell by \(transition)")
            }
        }
        #expect(state == decision.state)
    }
}
