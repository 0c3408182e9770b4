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
                let oldest =
                    before == .degraded ? configuration.freshAge : configuration.returnAge
                let isFresh = (cloud?.age ?? .max) <= oldest
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
        line.observation.actuatorsRefuse = random.chance(0.0002)
        if random.chance(0.003) {
            line.camera = CameraFault.allCases[random.integer(in: 0..<CameraFault.allCases.count)]
        }
        if random.chance(0.05) { line.camera = nil }
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
        // No full envelope without a camera, and none of motion without senses and actuators.
        if line.observation.cameraFault != nil {
            #expect(decision.state != .nominal)
            #expect(decision.state != .degraded || decision.speedCap != nil)
        }
        if line.observation.actuatorsRefuse || !line.observation.sensorsSound {
            #expect(![.cloudPlan, .heldPlan, .localPolicy].contains(decision.driver))
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
                .pathEnded, .stopLate, .standstill, .emergencyStop, .cameraStalled,
                .cameraRepeats, .cameraTimeJumps, .cameraMisshapen, .actuatorsRefuse:
                Issue.record("severity fell by \(transition)")
            }
        }
        #expect(state == decision.state)
    }

    /// A link that is up for 300 ms and down for longer than a plan may drive: 700 ms for a car.
    /// When it begins to is random.
    @Test(arguments: MachineClass.allCases)
    func `flapping ends in a stop by the budget, with three nominal entries at most`(
        machine: MachineClass
    ) {
        let seed = Seed(9_300)
        print("seed \(seed.value)")
        var random = seed.stream("flapping")
        for _ in 0..<20 {
            var line = Timeline(machine.failsafe)
            line.cruise()
            line.run(20 * random.integer(in: 0..<50))
            let down = Int(machine.failsafe.fallbackAge.milliseconds) + 200
            var milliseconds = 0
            while line.state != .minimalRiskCondition, milliseconds < 120_000 {
                line.link = milliseconds % (down + 300) >= down
                line.tick()
                milliseconds += 20
            }
            #expect(line.causes.contains(.budgetSpent), "\(machine)")
            #expect(line.states.count { $0 == .nominal } <= 3, "\(machine)")
            line.run(60_000)
            #expect(line.state == .minimalRiskCondition, "latched, however well the link")
        }
    }

    @Test(arguments: [MachineClass.arm, .mobileRobot])
    func `flapping that never outlasts a plan leaves a slow machine degraded, and slower`(
        machine: MachineClass
    ) {
        var line = Timeline(machine.failsafe)
        line.cruise()
        for tick in 0..<6_000 {
            line.link = tick % 50 >= 35
            line.tick()
            #expect(tick < 100 || line.state == .degraded)
            #expect(
                tick < 100 || (line.decision?.speedCap ?? .infinity) <= machine.failsafe.setSpeed)
        }
        #expect(line.causes == [.ready, .planAge])
    }

    /// Whatever transport there is below, it has no say: plans' ages are the only sign of life.
    @Test(arguments: 0..<20)
    func `a link that is lost is noticed within T_deg and left within T_fb, by ages alone`(
        run: UInt64
    ) {
        let seed = Seed(9_400 + run)
        print("seed \(seed.value)")
        var random = seed.stream("liveness")
        for machine in MachineClass.allCases {
            let configuration = machine.failsafe
            var line = Timeline(configuration)
            line.cruise()
            line.run(20 * random.integer(in: 0..<100))
            let tick = Interval.milliseconds(20)
            while line.state == .nominal {
                line.link = false
                line.tick()
                let age = line.observation.cloudPlan?.age ?? .max
                #expect(line.state != .nominal || age <= configuration.degradedAge)
                #expect(age <= configuration.degradedAge + tick)
            }
            // By the watch on the wall 300 ms at most, since the plan was 60 ms old at its arrival.
            #expect(configuration.degradedAge <= .milliseconds(300))
            while line.state == .degraded { line.tick() }
            #expect(line.state == .fallback)
            let age = line.observation.cloudPlan?.age ?? .max
            #expect(age <= configuration.fallbackAge + tick)
        }
    }
}
