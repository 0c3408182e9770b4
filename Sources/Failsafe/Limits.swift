public import Timekeeping

/// Every bound of this module, with its reason.
public enum Limits {
    /// Changes of state on one tick: from nominal through degraded and fallback to the hardest
    /// stop is five.
    public static let transitionsPerTick = 6
    /// The longest time between two ticks that counts in full for ramps: a tick that comes later
    /// than this must not make a speed cap jump.
    public static let rampTick = Interval.milliseconds(100)
    /// The slowest refill: a quarter of the time with the cloud (PX4 failsafe framework).
    public static let refillDivisor: Int64 = 4
}
