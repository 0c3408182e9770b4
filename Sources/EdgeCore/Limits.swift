public import Timekeeping

/// Every bound of this module, with its reason.
public enum Limits {
    /// Steps of one plan: 6.4 s at 100 ms, more than twice the horizon of a car.
    public static let planSteps = 64
    /// Channels of one plan: pose, speed and room for an arm's joints.
    public static let planChannels = 16
    /// Beliefs of one plan.
    public static let planBeliefs = 16
    /// Poses that dead reckoning keeps: three seconds at 50 Hz, six times the age at which a plan
    /// is refused.
    public static let reckonedPoses = 150
    /// The longest time between two odometry readings that is still integrated: ten control
    /// ticks. After a longer gap the motion in between is unknown and the past is forgotten.
    public static let odometryGap = Interval.milliseconds(200)
}
