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
    /// Latents in flight at once, whatever credit is given: one that runs and a newer one that may
    /// still take the place of whatever waits.
    public static let latentsInFlight = 2
    /// Latents that are past their budget and still waited for: two in flight at a time leave
    /// their places after the budget, so that never more come together than twice the patience
    /// over the budget.
    public static let overdueLatents = 8
    /// Ways of answered latents on which a second answer is expected: as many as may be waited for.
    public static let answeredWays = 16
    /// Outputs one input may yield: the end of everything pending, each with its event and its
    /// release, and a session's loss.
    public static let outputs = 64
    /// Time without a sound odometry reading until the machine's motion counts as unknown; five
    /// control ticks, in which the last sound reading stands.
    public static let odometryPatience = Interval.milliseconds(100)
    /// Fates with their causes that are told apart: four exposures, four pictures, ten plan
    /// rejections, fourteen outcomes and five others, and none is both rejected and lost.
    public static let fateCauses = 37
    /// How long ago an exposure may be when the core hears of it: twice the age at which the
    /// failsafe gives a plan up. A control loop that stalls tells of captures late, and they are
    /// then as old as they are; an older instant is a clock or a camera not to be believed.
    public static let exposureAge = Interval.seconds(1)
    /// Rates of a bundle's latents that are told apart.
    public static let rates = 16
    /// Answers whose times count for the choice of a rate: 1.6 s at 10 Hz.
    public static let rateSamples = 16
    /// Answers below which nothing is concluded from their times.
    public static let rateEvidence = 4
    /// Latents over which their sizes are averaged: an eighth of each counts.
    public static let rateMemory = 8.0
    /// How far latents' sizes may be from what the bundle says, either way, to be believed.
    public static let byteCountScale = 4.0
    /// Bytes of the control part of a latent of one sensor: what the link carries beside the
    /// payload.
    public static let latentControlByteCount = 80
    /// The same of a plan of one group.
    public static let planControlByteCount = 88
    /// Bytes of a heartbeat's frame: what the round trip is measured with.
    public static let heartbeatByteCount = 56
    /// Time from one report of the failsafe to the next while its state stays: its counts are for
    /// people, who do not look more often.
    public static let reportPeriod = Interval.seconds(1)
    /// How many times its own period a device lets its captures be apart at most, whoever asks.
    ///
    /// A coordinator that is overloaded or wrong must not stop a car by one capture a minute. At
    /// twice a car's 100 ms plans get 260 ms old on a good link, so that the cloud goes on driving
    /// at a capped speed, and the local policy's get 220 ms old, less than half of what they may.
    public static let paceStretch: Int64 = 2
    /// The longest time between two captures when paces come one after the other, in slowest
    /// periods: as long as one pace alone may leave, which comes up to a period after a capture and
    /// has its next moment up to a period later. It costs what one latent without a plan does.
    public static let paceGap: Int64 = 2
    /// The age at which a plan arrives on a link that is good enough to be paced: 50 ms less than
    /// the age that rates are chosen for.
    public static let pacedArrival = Interval.milliseconds(100)
    /// Metres or radians of motion within which two pictures may be the same: a car that stands
    /// sees the same again, and so does one that has crept less than a hand's breadth.
    public static let stillMotion = 0.2
    /// How long actuators may refuse commands before that is no accident any more: half the time
    /// after which they brake by themselves.
    public static let actuatorPatience = Interval.milliseconds(100)
    /// Plans whose delay the next one's is expected from: three seconds of them at 10 Hz.
    public static let delaySamples = 32
    /// Plans below which nothing is expected.
    public static let delayEvidence = 8
    /// The share of plans that were no later than expected.
    public static let delayQuantile = 0.9
    /// Plans at the beginning of a session that say nothing of later ones.
    public static let coldPlans = 3
    /// Failures of the local policy in a row that make it unhealthy: one may be an accident.
    public static let localFailures = 3
    /// A plan that brakes harder than this (m/s2) is obeyed at once, not blended in.
    public static let blendedBraking = 2.0
    /// The speed (m/s) that the failsafe is told of a machine of actions that is not told its safe
    /// values: it need not move, but it does not stand.
    public static let unsafeSpeed = 1.0
    /// The longest time between two ticks that counts in full for ramps and steering.
    public static let tick = Interval.milliseconds(100)
}
