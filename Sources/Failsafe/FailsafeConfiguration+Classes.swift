import Timekeeping

// The classes of machines beside the car. What a class does not say is the car's, with its reason.

extension FailsafeConfiguration {
    /// A robot on wheels or legs at up to 2 m/s, as in a hall or on a pavement.
    public static let mobileRobot: FailsafeConfiguration = {
        var robot = FailsafeConfiguration.car
        robot.degradedAge = .milliseconds(300)  // three missed periods: 0.6 m at 2 m/s
        robot.fallbackAge = .seconds(1)  // 27-232 entries/h on the cellular traces: rare, and 2 m
        robot.returnAge = .milliseconds(800)  // as a car's: a fifth less than T_fb
        robot.setSpeed = 2
        robot.fallbackSpeed = 1  // half of it, as a car's
        robot.fallbackBudget = .seconds(10)  // slow enough to look for the link a while
        return robot
    }()

    /// An arm that is bolted down: it stops within a hand's breadth and falls over nothing.
    public static let arm: FailsafeConfiguration = {
        var arm = FailsafeConfiguration.car
        arm.degradedAge = .milliseconds(300)  // three missed periods
        // A chunk of one second (arXiv 2506.07339); `planEndMargin` ends its turn 100 ms earlier.
        arm.fallbackAge = .seconds(1)
        arm.returnAge = .milliseconds(800)  // as a car's: a fifth less than T_fb
        arm.setSpeed = 1  // the tool, a cooperating robot's usual top
        arm.fallbackSpeed = 0.25  // ISO 10218-1: reduced speed
        arm.fallbackBudget = .seconds(2)  // standing still costs it nothing: stop soon
        // Drives stay on and hold (stop category 2); no passenger, so the jerk may be a joint's.
        arm.comfortableStop = StopShape(deceleration: 1, jerk: 10)
        arm.inLaneStop = StopShape(deceleration: 2.5, jerk: 25)
        arm.emergencyStop = StopShape(deceleration: 4, jerk: 40)
        arm.stopSlack = .seconds(1)  // its stops take one second, not ten
        return arm
    }()
}
