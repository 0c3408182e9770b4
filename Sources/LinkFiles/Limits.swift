/// Every bound of profiles and scenarios of links, with its reason.
public enum Limits {
    /// The version of both schemas.
    public static let version = 1
    /// Characters of a name: a label.
    public static let nameLength = 64
    /// Events of a scenario: more than a person writes; a random one is made by a profile.
    public static let events = 1_000
    /// Traces that one file names: two each for more networks than a drive crosses; each may take
    /// 16 MB of memory.
    public static let traces = 16
    /// Milliseconds of a scenario, and of every length in it: a day.
    public static let milliseconds = 86_400_000.0
    /// Milliseconds of a delay, one way: beyond any link of this planet.
    public static let delayMilliseconds = 10_000.0
    /// Bytes of a queue: more than a gigabyte waits nowhere.
    public static let queueBytes = 1 << 30
    /// Bytes of a queue at least: one full packet.
    public static let leastQueueBytes = 1_500
    /// Bits per second of a rate at least: slower is an outage.
    public static let leastBitsPerSecond = 1_000
}
