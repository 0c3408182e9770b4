import Failsafe
import Testing
import Timekeeping

/// The narrated timelines: one for each cause, each told to the tick.
@Suite struct FailsafeStoryTests {
    /// Every state a machine can be in.
    private static let states: [FailsafeState] =
        [.standby, .nominal, .degraded, .fallback]
        + StopLevel.allCases.map { .minimalRiskManoeuvre($0) }
        + [.minimalRiskCondition, .emergencyStop]

    @Test(arguments: FailsafeCause.allCases)
    func `the story of each cause goes as it is told`(cause: FailsafeCause) throws {
        let story = FailsafeStory.of(cause)
        #expect(story.cause == cause)
        let told = Narration(try RehearsalScript(story.script), story.configuration).lines
        #expect(told.contains { $0.contains(": \(cause), ") }, "the story shows its cause")
        let expected = StoryTexts.told["\(cause)"] ?? []
        #expect(told == expected, "\(cause):\n\(told.joined(separator: "\n"))")
    }

    @Test func `no narration is left of a cause that is gone`() {
        #expect(Set(StoryTexts.told.keys) == Set(FailsafeCause.allCases.map { "\($0)" }))
    }

    @Test func `the stories together take every edge of the diagram, and no other`() throws {
        var taken: Set<String> = []
        for story in FailsafeStory.all {
            let script = try RehearsalScript(story.script)
            for change in Rehearsal.run(script, story.configuration).transitions {
                taken.insert("\(change.from) -> \(change.to)")
            }
        }
        for script in Self.rest {
            for change in Rehearsal.run(try RehearsalScript(script), .car).transitions {
                taken.insert("\(change.from) -> \(change.to)")
            }
        }
        var legal: Set<String> = []
        for from in Self.states {
            for to in Self.states where FailsafeMachine.isLegal(from: from, to: to) {
                legal.insert("\(from) -> \(to)")
            }
        }
        #expect(taken.subtracting(legal).sorted() == [])
        #expect(legal.subtracting(taken).sorted() == [])
    }
    /// Edges that no story of a cause needs.
    private static let rest = [
        // An emergency stop from every state.
        "0.2: emergency-stop", "8: delay 150ms; 10: emergency-stop",
        "8: link down; 10: emergency-stop",
        "8: disarm; 9: emergency-stop", "8: odometry lost; 9: emergency-stop",
        "8: disarm; 9: policy silent; 9: link down; 10.2: emergency-stop",
        "8: disarm; 40: emergency-stop",
        // The hardest stop from every state that drives, and from every softer stop.
        "8: odometry lost", "8: delay 150ms; 10: odometry lost",
        "8: link down; 10: odometry lost", "8: disarm; 9: actuators refuse",
        "8: disarm; 9: policy silent; 9: link down; 10.2: actuators refuse",
        // Disarmed while degraded and while the local policy drives.
        "8: delay 150ms; 10: disarm", "8: link down; 10: disarm",
    ]

    @Test(arguments: CameraFault.allCases)
    func `a camera that fails for good stops the car before it has driven half a second blind`(
        kind: CameraFault
    ) {
        var line = Timeline(.car)
        line.cruise()
        line.camera = kind
        // Stamps are 30 ms old when a plan comes, and one may have come just now.
        line.reach(.minimalRiskManoeuvre(.inLane), within: 640)
        #expect(line.causes.contains(kind.cause))
        #expect(line.decision?.driver == .stopping)
        line.reach(.minimalRiskCondition, within: 20_000)
        // It stands until an operator releases it, and no release counts while the camera fails.
        line.run(10_000)
        line.carryOut(.release)
        line.tick()
        #expect(line.decision?.releaseRefused == true)
        line.camera = nil
        line.run(8_000)
        #expect(line.state == .minimalRiskCondition)
        line.carryOut(.release)
        line.tick()
        #expect(line.state == .standby)
        line.reach(.nominal, within: 3_000)
    }

    @Test func `a car in standby says what it waits for`() {
        var line = Timeline(.car)
        (line.link, line.policy) = (false, false)
        line.observation.armed = false
        line.observation.sensorsSound = false
        line.observation.actuatorsRefuse = true
        line.camera = .repeats
        line.run(1_000)
        #expect(
            line.decision?.needs == [
                .arming, .odometry, .camera, .actuators, .localPolicy, .freshPlans,
            ])
        #expect(
            line.decision?.needs.description
                == "arming,odometry,camera,actuators,localPolicy,freshPlans")
        (line.link, line.policy, line.camera) = (true, true, nil)
        line.observation.armed = true
        line.observation.sensorsSound = true
        line.observation.actuatorsRefuse = false
        line.run(900)
        #expect(line.decision?.needs == [.camera, .freshPlans])
        line.reach(.nominal, within: 2_000)
        #expect(line.decision?.needs == [])
        #expect(StandbyNeeds().description == "none")
    }

    @Test func `people around it are told from fallback on`() {
        let shown = Self.states.map(\.signal)
        #expect(
            shown == [
                .none, .none, .none, .attention, .hazard, .hazard, .hazard, .hazard, .hazard,
            ])
    }

    @Test(arguments: MachineClass.allCases)
    func `each class of machine keeps the order of its thresholds`(machine: MachineClass) {
        let failsafe = machine.failsafe
        #expect(failsafe.degradedAge <= .milliseconds(300), "the liveness that is promised")
        #expect(failsafe.degradedAge < failsafe.fallbackAge)
        #expect(failsafe.fallbackAge <= .seconds(1))
        #expect(failsafe.fallbackSpeed <= failsafe.setSpeed / 2 + 0.1)
        let shapes = StopLevel.allCases.map { failsafe.shape(of: $0) }
        #expect(zip(shapes, shapes.dropFirst()).allSatisfy { $0.deceleration < $1.deceleration })
        #expect(shapes.allSatisfy { $0.deceleration <= 4 }, "UN R157")
    }
}
