import Failsafe
import Testing
import Timekeeping

@Suite struct FailsafeMachineTests {
    private let car = FailsafeConfiguration.car
    private var automatic: FailsafeConfiguration {
        var configuration = car
        configuration.releasePolicy = .automatic
        return configuration
    }

    @Test func `ten fresh plans and a ready local policy bring an armed car from standby`() {
        var line = Timeline(car)
        let wait = line.reach(.nominal, within: 3_000)
        #expect(wait == 1_000)
        #expect(line.causes == [.ready])
        #expect(line.decision?.driver == .cloudPlan)
        #expect(line.decision?.speedCap == nil)
    }

    @Test func `stays in standby unarmed, without a link, without a local policy`() {
        var unarmed = Timeline(car)
        unarmed.observation.armed = false
        var cut = Timeline(car)
        cut.link = false
        var alone = Timeline(car)
        alone.policy = false
        for line in [unarmed, cut, alone] {
            var line = line
            line.run(5_000)
            #expect(line.state == .standby)
            #expect(line.decision?.driver == .nobody)
        }
    }

    @Test func `far from its cloud it starts and comes back from holes, degraded, not stopped`() {
        var line = Timeline(car)
        line.delay = .milliseconds(320)
        line.reach(.degraded, within: 3_000)
        #expect(line.decision?.driver == .heldPlan)
        line.link = false
        line.reach(.fallback, within: 1_000)
        line.run(1_000)
        line.link = true
        line.reach(.degraded, within: 2_000)
        line.run(20_000)
        #expect(line.state == .degraded && line.machine.budget == car.fallbackBudget)
        #expect(line.causes == [.ready, .planAge, .planAge, .recovered])
        // Plans too old to last until the next one do not lead back.
        line.delay = .milliseconds(430)
        line.link = false
        line.reach(.fallback, within: 1_000)
        line.link = true
        line.reach(.minimalRiskManoeuvre(.comfortable), within: 6_000)
        #expect(line.causes.last == .budgetSpent)
    }

    @Test func `a cut link is held, then the local policy drives, then ten plans bring it back`() {
        var line = Timeline(car)
        line.cruise()
        line.link = false
        // The last plan is 60 ms old at its arrival, so 160 ms after it the age passes 200 ms.
        line.reach(.degraded, within: 1_000)
        #expect(line.observation.cloudPlan?.age == .milliseconds(220))
        #expect(line.decision?.driver == .heldPlan)
        line.reach(.fallback, within: 1_000)
        #expect(line.observation.cloudPlan?.age == .milliseconds(520))
        #expect(line.decision?.driver == .localPolicy)
        line.run(1_000)
        #expect(line.machine.budget == .milliseconds(3_000))
        line.link = true
        let wait = line.reach(.degraded, within: 2_000)
        #expect((920...1_000).contains(wait))
        #expect(line.decision?.driver == .cloudPlan)
        let back = line.reach(.nominal, within: 2_000)
        #expect(back == 1_000)
        #expect(line.causes == [.ready, .planAge, .planAge, .recovered, .recovered])
        #expect(line.transitions.allSatisfy { $0.epoch == 77 })
        #expect(line.transitions[1].planAge == .milliseconds(220))
    }

    @Test func `late plans lower the speed by the reference age over the age`() {
        var line = Timeline(car)
        line.wanted = 13.9
        line.cruise()
        line.delay = .milliseconds(300)
        line.run(9_000)
        #expect(line.state == .degraded)
        // Ages run from 360 to 440 ms, so the cap is about 13.9 x 200 / 400.
        #expect(line.observation.speed > 6 && line.observation.speed < 8)
        #expect(line.causes == [.ready, .planAge])
    }

    @Test func `a plan about to end drives no more`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.cloudPlan?.remaining = .milliseconds(99)
        var machine = line.machine
        let decision = machine.tick(line.observation, at: line.now)
        #expect(decision.state == .fallback)
        #expect(decision.transitions.map(\.cause) == [.planEnding, .planEnding])
    }

    @Test func `three unsound plans in a row, or another bundle, hand over to the local policy`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.unsoundPlans = 2
        line.run(200)
        #expect(line.state == .nominal)
        line.observation.unsoundPlans = 3
        line.tick()
        #expect(line.state == .fallback)
        #expect(line.causes.last == .unsoundPlans)

        var other = Timeline(car)
        other.cruise()
        other.observation.bundleMatches = false
        other.tick()
        #expect(other.state == .fallback)
        #expect(other.causes.last == .wrongBundle)
    }

    @Test func `a spent budget stops the car comfortably, and it stays stopped`() {
        var line = Timeline(car)
        line.cruise()
        line.link = false
        let fallback = line.reach(.fallback, within: 1_000)
        #expect(fallback <= 520)
        let spent = line.reach(.minimalRiskManoeuvre(.comfortable), within: 6_000)
        #expect((3_980...4_020).contains(spent))
        #expect(line.decision?.stop?.path == .localPlan)
        line.reach(.minimalRiskCondition, within: 20_000)
        #expect(line.decision?.driver == .standstill)
        #expect(line.causes.suffix(2) == [.budgetSpent, .standstill])
        line.link = true
        line.run(60_000)
        #expect(line.state == .minimalRiskCondition)
    }

    @Test func `flapping ends in a stop because the budget refills at a quarter`() {
        var line = Timeline(car)
        line.cruise()
        var cycles = 0
        while line.state != .minimalRiskCondition, cycles < 60 {
            line.link = false
            line.run(1_700)
            line.link = true
            line.run(1_300)
            cycles += 1
        }
        #expect(line.causes.contains(.budgetSpent))
        #expect(cycles < 15)
    }

    @Test func `an operator's release counts for this standstill and session, with a link`() {
        var line = Timeline(car)
        line.cruise()
        line.link = false
        line.reach(.minimalRiskCondition, within: 40_000)
        line.observation.release = Release(epoch: 77, standstill: 1)
        line.tick()  // no link
        #expect(line.decision?.releaseRefused == true)
        line.link = true
        line.run(7_000)
        for wrong in [Release(epoch: 78, standstill: 1), Release(epoch: 77, standstill: 2)] {
            line.observation.release = wrong
            line.tick()
            #expect(line.decision?.releaseRefused == true)
            #expect(line.state == .minimalRiskCondition)
        }
        line.observation.release = Release(epoch: 77, standstill: 1)
        line.tick()
        #expect(line.decision?.releaseRefused == false)
        #expect(line.state == .standby)
        #expect(line.causes.last == .operatorReleased)
        // Twice from the minimal risk condition: the plans count anew from standby.
        let wait = line.reach(.nominal, within: 3_000)
        #expect((920...1_000).contains(wait))
    }

    @Test func `releases itself only where its policy says so, and after the link is healthy`() {
        var line = Timeline(automatic)
        line.cruise()
        line.link = false
        line.reach(.minimalRiskCondition, within: 40_000)
        line.run(2_000)
        #expect(line.state == .minimalRiskCondition)
        line.link = true
        let taken = line.reach(.standby, within: 10_000)
        #expect((5_900...6_100).contains(taken))
        #expect(line.causes.last == .automaticallyReleased)
    }

    @Test func `a failing local policy is found within one tick and stops along the last path`() {
        var line = Timeline(car)
        line.cruise()
        line.link = false
        line.reach(.fallback, within: 1_000)
        line.run(400)
        line.observation.localPolicyHealthy = false
        line.tick()
        #expect(line.state == .minimalRiskManoeuvre(.inLane))
        #expect(line.causes.suffix(2) == [.localPolicyUnhealthy, .pathLost])
        #expect(line.decision?.stop?.path == .localPlan)
        line.policy = false
        line.reach(.minimalRiskManoeuvre(.emergency), within: 4_000)
        #expect(line.causes.last == .pathEnded)
        #expect(line.decision?.stop?.path == .wheels)
        line.reach(.minimalRiskCondition, within: 6_000)
    }

    @Test func `no plans of anybody stop the car`() {
        var line = Timeline(car)
        line.cruise()
        (line.link, line.policy) = (false, false)
        line.reach(.minimalRiskCondition, within: 8_000)
        #expect(
            line.causes == [
                .ready, .planAge, .planAge, .localPolicyLate, .pathLost, .pathEnded, .standstill,
            ])
    }

    @Test func `a late local policy under a good link degrades, it does not stop`() {
        var line = Timeline(car)
        line.cruise()
        line.policy = false
        line.run(8_000)
        #expect(line.state == .degraded)
        #expect(line.observation.speed <= car.fallbackSpeed + 0.01)
        line.policy = true
        line.reach(.nominal, within: 3_000)
    }

    @Test func `disarming stops comfortably; unknown motion stops hard`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.armed = false
        line.tick()
        #expect(line.state == .minimalRiskManoeuvre(.comfortable))
        #expect(line.causes.last == .disarmed)
        line.observation.sensorsSound = false
        line.tick()
        #expect(line.state == .minimalRiskManoeuvre(.emergency))
        #expect(line.causes.last == .sensorsUnsound)
    }

    @Test func `a stop while the cloud drives goes along its plans, and never back to them`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.armed = false
        line.run(1_000)
        #expect(line.state == .minimalRiskManoeuvre(.comfortable))
        #expect(line.decision?.stop?.path == .cloudPlan)
        line.link = false
        // The last plan came up to 100 ms ago and may drive until it is 500 ms old.
        line.run(300)
        #expect(line.decision?.stop?.path == .cloudPlan)
        line.run(300)
        #expect(line.decision?.stop?.path == .localPlan)
        line.link = true
        line.run(500)
        #expect(line.state == .minimalRiskManoeuvre(.comfortable))
        #expect(line.decision?.stop?.path == .localPlan)
        // Without the local policy the cloud's plans are the better path again.
        line.observation.localPolicyHealthy = false
        line.tick()
        #expect(line.state == .minimalRiskManoeuvre(.comfortable))
        #expect(line.decision?.stop?.path == .cloudPlan)
    }

    @Test func `a stop that takes too long gets harder`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.armed = false
        for _ in 0..<3_000 where line.state != .minimalRiskManoeuvre(.inLane) {
            line.tick()
            line.observation.speed = 10  // a slope, or brakes that do not hold
        }
        #expect(line.causes.last == .stopLate)
    }

    @Test func `an emergency stop comes from any state and leaves by a reset at the machine`() {
        var line = Timeline(car)
        line.cruise()
        line.observation.emergencyStop = true
        line.tick()
        #expect(line.state == .emergencyStop)
        #expect(line.decision?.driver == .stopping)
        line.run(6_000)
        #expect(line.decision?.driver == .nobody)
        line.observation.localReset = true
        line.tick()
        #expect(line.state == .emergencyStop)
        line.observation.emergencyStop = false
        line.run(1_000)
        #expect(line.state == .emergencyStop)
        line.observation.localReset = true
        line.tick()
        #expect(line.state == .standby)
        #expect(line.causes.suffix(2) == [.emergencyStop, .localReset])
    }
}
