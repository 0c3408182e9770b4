import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Testing
import Timekeeping

/// What a camera may do to a car that drives, from the first bad capture to the release.
@Suite struct CameraFaultTests {
    /// A car at 10 m/s in a good link.
    private func driving(_ seed: UInt64) -> Bench {
        var bench = Bench(seed: Seed(seed)) { $0.failsafe.releasePolicy = .automatic }
        bench.run(milliseconds: 8_000)
        #expect(bench.core.state == .nominal)
        #expect(bench.car.speed > 8)
        return bench
    }
    private func faults(_ bench: Bench) -> [CameraFault?] {
        bench.events.compactMap { event -> CameraFault?? in
            if case .cameraFault(let fault) = event { .some(fault) } else { nil }
        }
    }

    @Test(arguments: CameraFault.allCases)
    func `each fault is found, stops the car, is counted, and ends`(kind: CameraFault) {
        var bench = driving(500)
        bench.camera = kind
        let before = bench.commands.count
        bench.run(milliseconds: 20_000)
        #expect(faults(bench) == [kind])
        #expect(bench.core.counts.cameraFaults == 1)
        #expect(bench.transitions.contains { $0.cause == kind.cause })
        #expect(bench.core.state == .minimalRiskCondition)
        #expect(bench.car.speed < 0.02)
        // Nobody drove by what the camera saw more than T_fb ago; along it the car only stopped.
        for command in bench.commands[before...] where command.driver != .stopping {
            #expect((command.plan?.age ?? .zero) <= FailsafeConfiguration.car.fallbackAge)
        }
        let counted = bench.core.fates.causes.filter {
            $0.name.contains("picture:") || $0.name.contains("exposure:")
        }
        #expect((kind == .stalled) == counted.isEmpty, "\(counted)")
        #expect(bench.core.fates.isBalanced)
        bench.camera = nil
        bench.run(milliseconds: 12_000)
        #expect(faults(bench) == [kind, nil])
        #expect(bench.core.state == .nominal, "an automatic release, once all is well")
    }

    @Test func `the same picture is no fault of a camera whose car stands`() {
        var bench = Bench(seed: Seed(501)) { _ in }
        bench.wanted = 0
        bench.camera = .repeats
        bench.run(milliseconds: 6_000)
        #expect(faults(bench).isEmpty)
        #expect(bench.core.fates.rejected == 0)
        #expect(bench.core.state == .nominal)
    }

    @Test func `two bad captures and a stall of three periods are no fault`() {
        for kind in CameraFault.allCases {
            var bench = driving(502)
            bench.camera = kind
            bench.run(milliseconds: 200)
            bench.camera = nil
            bench.run(milliseconds: 4_000)
            #expect(faults(bench).isEmpty, "\(kind)")
            #expect(bench.core.state == .nominal, "\(kind)")
            #expect(!bench.story.contains(.stopping), "\(kind)")
        }
    }

    @Test func `a picture that fails leaves its place to the next one`() {
        var bench = driving(503)
        bench.run(milliseconds: 20)
        bench.capture()
        let id = bench.latestCapture
        bench.give(.pictureFailed(id, .stalled))
        #expect(!bench.heldCaptures.contains(id))
        #expect(bench.core.fates.causes.contains { $0.name == "rejected:picture:stalled" })
        // What the shell says of it afterwards is ignored.
        bench.give(.pictureFailed(id, .misshapen))
        bench.give(.headFinished(id, localPlan: nil))
        #expect(bench.core.counts.ignored == 1)
        #expect(bench.core.fates.isBalanced)
    }

    @Test func `a control loop that slept does not blame the camera`() {
        var bench = driving(504)
        bench.pass(.seconds(3))
        bench.run(milliseconds: 200)
        #expect(faults(bench).isEmpty)
        #expect(bench.transitions.last?.cause != .cameraStalled)
        // Nothing is known of the motion meanwhile, so that no plan of before is followed.
        #expect(bench.core.state == .minimalRiskManoeuvre(.emergency))
        #expect(bench.transitions.contains { $0.cause == .noPlan })
    }

    @Test func `actuators that refuse for 100 ms stop the car; for less, they do not`() {
        var bench = driving(505)
        bench.give(.actuators(refuse: true))
        bench.run(milliseconds: 80)
        bench.give(.actuators(refuse: false))
        bench.run(milliseconds: 200)
        #expect(bench.core.state == .nominal)
        bench.give(.actuators(refuse: true))
        bench.run(milliseconds: 120)
        #expect(bench.core.state == .minimalRiskManoeuvre(.emergency))
        #expect(bench.transitions.last?.cause == .actuatorsRefuse)
        #expect(bench.core.counts.actuatorRefusals == 2)
        bench.run(milliseconds: 20_000)
        #expect(bench.core.state == .minimalRiskCondition, "no release while they refuse")
        bench.give(.actuators(refuse: false))
        bench.run(milliseconds: 10_000)
        #expect(bench.core.state == .nominal)
    }

    @Test func `a machine in standby tells what it waits for, when that changes`() {
        var bench = Bench(seed: Seed(506)) { $0.armsItself = false }
        bench.run(milliseconds: 3_000)
        bench.give(.operatorCommand(.arm))
        bench.run(milliseconds: 100)
        let needs = bench.events.compactMap { event -> StandbyNeeds? in
            if case .standbyNeeds(let needs) = event { needs } else { nil }
        }
        #expect(
            needs == [
                [.arming, .localPolicy, .freshPlans], [.arming, .freshPlans], [.arming], [],
            ])
        #expect(bench.core.state == .nominal)
    }

    @Test func `a head that fails for good stops the car, as a local policy that fails does`() {
        var bench = driving(507)
        bench.headWorks = false
        bench.run(milliseconds: 1_200)
        #expect(bench.story.last == .stopping)
        #expect(bench.transitions.contains { $0.cause == .localPolicyUnhealthy })
    }
}
