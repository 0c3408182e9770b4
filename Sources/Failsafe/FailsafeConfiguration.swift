public import Timekeeping

/// The thresholds of one class of machine, with their reasons beside the defaults.
public struct FailsafeConfiguration: Hashable, Codable, Sendable {
    /// Plan age above which the machine is degraded (T_deg).
    public var degradedAge: Interval
    /// Plan age above which a plan drives no more (T_fb); holds for cloud and local plans.
    public var fallbackAge: Interval
    /// A plan drives no more when less than this of it is left.
    public var planEndMargin: Interval
    /// The plan age for which the full speed is allowed (T_ref).
    public var referenceAge: Interval
    /// The speed the cap of a degraded machine starts from, m/s.
    public var setSpeed: Double
    /// The highest speed under the local policy, m/s.
    public var fallbackSpeed: Double
    /// How fast a speed cap closes and opens, m/s2.
    public var capSlew: Double
    /// Time without the cloud before the machine stops; drains 1:1 and refills at a quarter.
    public var fallbackBudget: Interval
    /// Fresh plans in a row, of one epoch, that bring a state back by one.
    public var recoveryPlans: Int
    /// The age at arrival up to which a plan counts on the way from degraded to nominal.
    public var freshAge: Interval
    /// The same on every other way back: from standby, fallback and a stop.
    public var returnAge: Interval
    /// Unsound plans in a row that end the cloud's turn.
    public var unsoundPlans: Int
    /// How each level of stop brakes.
    public var comfortableStop: StopShape
    /// Along the last path.
    public var inLaneStop: StopShape
    /// With the wheels as they are.
    public var emergencyStop: StopShape
    /// Time a stop may take beyond what its shape needs before it gets harder.
    public var stopSlack: Interval
    /// Below this speed (m/s) for `standstillTime` the machine stands.
    public var standstillSpeed: Double
    /// See `standstillSpeed`.
    public var standstillTime: Interval
    /// How long the link must have been healthy before a release counts.
    public var releaseHealthyTime: Interval
    /// Who releases.
    public var releasePolicy: ReleasePolicy

    /// A car in a town at up to 50 km/h; it waits for an operator's release.
    public static let car = FailsafeConfiguration(
        degradedAge: .milliseconds(200),  // total latency of StVFernLV, annex
        fallbackAge: .milliseconds(500),  // five periods: the cellular traces give 81-493 entries/h
        planEndMargin: .milliseconds(100),  // one period: nothing is known of the time after it
        referenceAge: .milliseconds(200),  // StVFernLV: distance without control stays bounded
        setSpeed: 13.9,  // 50 km/h
        fallbackSpeed: 7,  // half of it: the small policy sees less far
        capSlew: 1,  // as a comfortable stop
        fallbackBudget: .seconds(4),  // UN R157: escalate at the latest after 4 s
        recoveryPlans: 10,  // one second of good link: enter fast, leave slowly
        freshAge: .milliseconds(250),
        returnAge: .milliseconds(400),  // it lasts until the next one is there, before T_fb
        unsoundPlans: 3,  // one is an accident, three are a broken model
        comfortableStop: StopShape(deceleration: 1, jerk: 0.3),  // Autoware, comfortable stop
        inLaneStop: StopShape(deceleration: 2.5, jerk: 1.5),  // Autoware, emergency stop
        emergencyStop: StopShape(deceleration: 4, jerk: 20),  // UN R157: never above 4 m/s2
        stopSlack: .seconds(3),
        standstillSpeed: 0.01,
        standstillTime: .milliseconds(500),
        releaseHealthyTime: .seconds(5),
        releasePolicy: .operatorRelease)

    /// The deceleration and jerk of `level`.
    public func shape(of level: StopLevel) -> StopShape {
        switch level {
        case .comfortable: comfortableStop
        case .inLane: inLaneStop
        case .emergency: emergencyStop
        }
    }
}
