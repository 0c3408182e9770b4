import EdgeCore
import Motion
import SansIO
import Testing
import Timekeeping

@Suite struct PlanTests {
    private let sound = Plans.straight(speed: 10, capture: 1, at: .origin, epoch: 1, sequence: 1)

    @Test func `a sound plan passes`() throws {
        try PlanLimits.compactCar.check(sound)
        #expect(sound.horizon == .milliseconds(2_500))
        #expect(sound.stepCount == 25)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `refuses a value that is no number, and says which`(value: Float) {
        let plan = Plans.altered(sound, step: 12, channel: 2, to: value)
        #expect(throws: PlanRejection.notFinite(step: 12, channel: 2)) {
            try PlanLimits.compactCar.check(plan)
        }
    }

    @Test func `refuses a value out of its channel's range`() {
        let plan = Plans.altered(sound, step: 3, channel: 3, to: 17.1)
        #expect(throws: PlanRejection.outOfLimits(step: 3, channel: 3)) {
            try PlanLimits.compactCar.check(plan)
        }
    }

    @Test func `refuses a jump between steps and a jump from the car`() {
        let jump = Plans.altered(sound, step: 7, channel: 1, to: 2.1)
        #expect(throws: PlanRejection.rateTooHigh(step: 7, channel: 1)) {
            try PlanLimits.compactCar.check(jump)
        }
        let away = Plans.altered(sound, step: 0, channel: 1, to: -2.1)
        #expect(throws: PlanRejection.rateTooHigh(step: 0, channel: 1)) {
            try PlanLimits.compactCar.check(away)
        }
    }

    @Test func `refuses another shape and a belief that is no number`() {
        let short = Plan(
            capture: CaptureID(1), captureTime: .origin, epoch: 1, sequence: 1,
            firstStep: .milliseconds(100), step: .milliseconds(100), channelCount: 4,
            values: Array(sound.values.dropLast(4)), beliefs: sound.beliefs)
        #expect(throws: PlanRejection.wrongShape) { try PlanLimits.compactCar.check(short) }
        let doubtful = Plan(
            capture: CaptureID(1), captureTime: .origin, epoch: 1, sequence: 1,
            firstStep: .milliseconds(100), step: .milliseconds(100), channelCount: 4,
            values: sound.values, beliefs: [80, .nan, 0])
        #expect(throws: PlanRejection.beliefNotFinite(index: 1)) {
            try PlanLimits.compactCar.check(doubtful)
        }
    }

    @Test func `the newest plan wins and an older one never comes back`() throws {
        var buffer = PlanBuffer(limits: .compactCar, oldest: .milliseconds(500))
        let now = Instant.milliseconds(300)
        try buffer.take(plan(sequence: 5, at: 200), epoch: 1, at: now)
        for old in [plan(sequence: 4, at: 100), plan(sequence: 5, at: 200)] {
            #expect(throws: PlanRejection.olderThanCurrent) {
                try buffer.take(old, epoch: 1, at: now)
            }
        }
        #expect(buffer.current?.sequence == 5)
        #expect(buffer.age(at: now) == .milliseconds(100))
        #expect(buffer.remaining(at: now) == .milliseconds(2_400))
    }

    @Test func `a later session starts its sequences anew but an old capture stays out`() throws {
        var buffer = PlanBuffer(limits: .compactCar, oldest: .milliseconds(500))
        try buffer.take(plan(sequence: 5, at: 200), epoch: 1, at: .milliseconds(300))
        #expect(throws: PlanRejection.fromAnotherEpoch) {
            try buffer.take(plan(sequence: 9, at: 250), epoch: 2, at: .milliseconds(300))
        }
        let older = Plans.straight(
            speed: 10, capture: 9, at: .milliseconds(100), epoch: 2, sequence: 9)
        #expect(throws: PlanRejection.olderThanCurrent) {
            try buffer.take(older, epoch: 2, at: .milliseconds(300))
        }
        let newer = Plans.straight(
            speed: 10, capture: 9, at: .milliseconds(300), epoch: 2, sequence: 0)
        try buffer.take(newer, epoch: 2, at: .milliseconds(350))
        #expect(buffer.current == newer)
    }

    @Test func `refuses a plan one nanosecond too old, takes it at the bound`() throws {
        var buffer = PlanBuffer(limits: .compactCar, oldest: .milliseconds(500))
        let late = plan(sequence: 1, at: 0)
        #expect(throws: PlanRejection.tooOld) {
            try buffer.take(
                late, epoch: 1, at: .milliseconds(500) + .nanoseconds(1))
        }
        try buffer.take(late, epoch: 1, at: .milliseconds(500))
        #expect(buffer.taken == 1)
    }

    @Test func `an unsound plan leaves the running one in place`() throws {
        var buffer = PlanBuffer(limits: .compactCar, oldest: .milliseconds(500))
        try buffer.take(plan(sequence: 1, at: 0), epoch: 1, at: .milliseconds(80))
        let broken = Plans.altered(plan(sequence: 2, at: 100), step: 0, channel: 0, to: .nan)
        #expect(throws: PlanRejection.notFinite(step: 0, channel: 0)) {
            try buffer.take(broken, epoch: 1, at: .milliseconds(180))
        }
        #expect(buffer.current?.sequence == 1)
    }

    @Test func `a change of source is spread over the stated ticks`() {
        var blend = CommandBlend()
        let old = DriveCommand(steeringAngle: 0.4, acceleration: -2)
        let new = DriveCommand(steeringAngle: 0, acceleration: 2)
        blend.begin(from: old, to: new, ticks: 3)
        let angles = (0..<5).map { _ in blend.blended(new).steeringAngle }
        #expect(zip(angles, angles.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(abs(angles[0] - 0.3) < 1e-12)
        #expect(angles[3] == 0)
        blend.begin(from: old, to: new, ticks: 0)
        #expect(blend.blended(new) == new)
    }

    private func plan(sequence: UInt64, at milliseconds: UInt64) -> Plan {
        Plans.straight(
            speed: 10, capture: sequence, at: .milliseconds(milliseconds), epoch: 1,
            sequence: sequence)
    }
}
