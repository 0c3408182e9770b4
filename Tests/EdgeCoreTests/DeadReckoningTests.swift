import EdgeCore
import Motion
import Testing
import Timekeeping

@Suite struct DeadReckoningTests {
    @Test func `a circle driven at 50 Hz gives the motion since any instant of it`() throws {
        var reckoning = DeadReckoning()
        for count in 0..<100 {
            reckoning.advance(
                Odometry(speed: 10, yawRate: 0.5), at: .milliseconds(UInt64(count) * 20))
        }
        let motion = try #require(reckoning.motion(since: .milliseconds(1_770)))
        let (sine, cosine) = Trigonometry.sinCos(0.21 * 0.5)
        #expect(abs(motion.x - 20 * sine) < 0.002)
        #expect(abs(motion.y - 20 * (1 - cosine)) < 0.002)
        #expect(abs(motion.heading - 0.105) < 1e-9)
    }

    @Test func `knows three seconds and says so when asked for more`() {
        var reckoning = DeadReckoning()
        for count in 0..<1_000 {
            reckoning.advance(
                Odometry(speed: 1, yawRate: 0), at: .milliseconds(UInt64(count) * 20))
        }
        #expect(reckoning.count == Limits.reckonedPoses)
        let latest = Instant.milliseconds(999 * 20)
        #expect(reckoning.motion(since: latest - .milliseconds(2_980)) != nil)
        #expect(reckoning.motion(since: latest - .milliseconds(2_981)) == nil)
        #expect(reckoning.motion(since: latest + .milliseconds(5)) == .identity)
    }

    @Test func `a gap or a reading that is no number makes the past unknown`() {
        var reckoning = DeadReckoning()
        reckoning.advance(Odometry(speed: 5, yawRate: 0), at: .milliseconds(0))
        reckoning.advance(Odometry(speed: 5, yawRate: 0), at: .milliseconds(200))
        #expect(reckoning.motion(since: .milliseconds(100)) != nil)
        reckoning.advance(Odometry(speed: 5, yawRate: 0), at: .milliseconds(401))
        #expect(reckoning.motion(since: .milliseconds(300)) == nil)
        reckoning.advance(Odometry(speed: .nan, yawRate: 0), at: .milliseconds(420))
        #expect(reckoning.motion(since: .milliseconds(420)) == nil)
    }
}
