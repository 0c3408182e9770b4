import Motion
import SansIO
import Testing
import Timekeeping

@testable import EdgeCore
@testable import Simulation

/// The watch over plans notices what it is for.
@Suite struct PlanWatchTests {
    private func plan(_ capture: UInt64, epoch: UInt64, sequence: UInt64) -> Plan {
        Plan(
            capture: CaptureID(capture), captureTime: .origin, epoch: epoch, sequence: sequence,
            firstStep: .zero, step: .milliseconds(100), channelCount: 0, values: [], beliefs: [])
    }
    private func followed(
        _ capture: UInt64, epoch: UInt64, sequence: UInt64, age: Int64
    ) -> FollowedPlan {
        FollowedPlan(
            capture: CaptureID(capture), epoch: epoch, sequence: sequence,
            age: .milliseconds(age))
    }
    private var watch: PlanWatch {
        var watch = PlanWatch()
        for instant in [100, 200, 300] as [UInt64] {
            watch.noteCapture(exposed: .milliseconds(instant))
        }
        watch.noteSession(7)
        return watch
    }

    @Test func `a plan of this session and of an age that is true is fine`() {
        var watch = watch
        #expect(watch.take(plan(1, epoch: 7, sequence: 4)) == nil)
        let followed = followed(1, epoch: 7, sequence: 4, age: 50)
        #expect(watch.brokenRule(of: followed, at: .milliseconds(250)) == nil)
        #expect(watch.brokenRule(of: followed, at: .milliseconds(251)) == nil, "clocks drift")
        let own = self.followed(2, epoch: 0, sequence: 9, age: 10)
        #expect(watch.brokenRule(of: own, at: .milliseconds(310)) == nil)
    }

    @Test func `a plan that is older than it says is noticed`() {
        var watch = watch
        _ = watch.take(plan(1, epoch: 7, sequence: 4))
        let rule = watch.brokenRule(
            of: followed(1, epoch: 7, sequence: 4, age: 50), at: .milliseconds(252))
        #expect(rule == .hasAge(said: .milliseconds(50), truly: .milliseconds(52)))
    }

    @Test func `a plan of another session, or one that is not newer, is noticed`() {
        var watch = watch
        #expect(watch.take(plan(0, epoch: 6, sequence: 9)) == .isInOrder)
        #expect(watch.take(plan(0, epoch: 7, sequence: 4)) == nil)
        #expect(watch.take(plan(0, epoch: 7, sequence: 4)) == .isInOrder)
        #expect(watch.take(plan(0, epoch: 7, sequence: 3)) == .isInOrder)
        let earlier = followed(0, epoch: 7, sequence: 3, age: 100)
        #expect(watch.brokenRule(of: earlier, at: .milliseconds(200)) == .isInOrder)
        watch.noteSession(8)
        #expect(watch.take(plan(1, epoch: 7, sequence: 5)) == .isInOrder)
        #expect(watch.take(plan(1, epoch: 8, sequence: 1)) == nil)
        let old = followed(0, epoch: 7, sequence: 4, age: 100)
        #expect(watch.brokenRule(of: old, at: .milliseconds(200)) == .isInOrder)
    }

    @Test func `a plan for a capture that was never taken is noticed`() {
        var watch = watch
        #expect(watch.take(plan(3, epoch: 7, sequence: 4)) == .isKnown)
        let local = followed(9, epoch: 0, sequence: 1, age: 0)
        #expect(watch.brokenRule(of: local, at: .milliseconds(300)) == .isKnown)
    }
}
