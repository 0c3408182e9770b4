import Failsafe
import Testing

@Suite struct StopProfileTests {
    @Test(arguments: [StopLevel.comfortable, .inLane, .emergency])
    func `a stop keeps its deceleration and jerk and ends`(level: StopLevel) {
        let shape = FailsafeConfiguration.car.shape(of: level)
        var profile = StopProfile(from: 1)
        var (speed, last, seconds) = (10.0, 0.0, 0.0)
        while speed > 0, seconds < 30 {
            let acceleration = profile.next(shape, speed: speed, seconds: 0.02)
            #expect(acceleration <= 0 && acceleration >= -shape.deceleration)
            // Onset within the jerk; the soft end within twice of it, by the tick's length.
            #expect(last - acceleration <= shape.jerk * 0.02 + 1e-9)
            last = acceleration
            speed += acceleration * 0.02
            seconds += 0.02
        }
        #expect(speed <= 0)
        #expect(seconds <= shape.seconds(from: 10))
    }

    @Test(arguments: [StopLevel.comfortable, .inLane, .emergency])
    func `a stop takes no more road than it says, and hardly less`(level: StopLevel) {
        let shape = FailsafeConfiguration.car.shape(of: level)
        for tenths in 1...160 {
            var (speed, metres) = (Double(tenths) / 10, 0.0)
            let allowed = shape.metres(from: speed)
            var profile = StopProfile(from: 0)
            while speed > 0 {
                metres += speed * 0.02
                speed += profile.next(shape, speed: speed, seconds: 0.02) * 0.02
            }
            #expect(metres <= allowed + 0.5, "from \(Double(tenths) / 10) m/s")
            #expect(metres >= 0.5 * allowed - 1, "from \(Double(tenths) / 10) m/s")
        }
    }

    @Test func `braking under way goes on and is let go gently`() {
        var profile = StopProfile(from: -3)
        let shape = FailsafeConfiguration.car.comfortableStop
        let first = profile.next(shape, speed: 10, seconds: 0.02)
        #expect(first < -2.9 && first > -3)
        for _ in 0..<60 { _ = profile.next(shape, speed: 10, seconds: 0.02) }
        #expect(profile.deceleration == 1)
    }
}
