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
    /// Bad captures in a row, or periods without any, that make a camera's fault: one is an
    /// accident, three are a broken camera (and at 10 Hz still 200 ms before a car's T_fb).
    public static let cameraPatience = 3
    /// Good captures in a row that end it: enter fast, leave slowly, as with plans.
    public static let cameraRecovery = 10
    /// Events of one rehearsal: a page of text; more is a program, not a timeline.
    public static let rehearsalEvents = 64
    /// The longest rehearsal: the longest way round the diagram takes a fifth of it.
    public static let rehearsalTime = Interval.seconds(300)
    /// Bytes of a rehearsal's text: its events at sixty characters each.
    public static let rehearsalByteCount = 4_096
}
