public import Timekeeping

/// The times of a session; the same on both sides unless a welcome says otherwise.
public struct SessionConfiguration: Hashable, Codable, Sendable {
    /// A heartbeat is sent after this much silence of our own.
    public var heartbeatPeriod: Interval
    /// A heartbeat follows each other frame after this time: the chaser, which makes the transport
    /// find a lost tail early (at 1 % loss it cuts frames above 200 ms from 1.96 to 0.11 %).
    public var chaserDelay: Interval
    /// Silence of the other side after which the session is lost.
    public var silenceLimit: Interval
    /// How long a silent session is kept while another one is looked for, at the calling side; zero
    /// to give it up at once.
    public var silenceGrace: Interval
    /// Time a connection may take to open.
    public var connectTimeout: Interval
    /// Time the answer to a greeting may take.
    public var greetingTimeout: Interval
    /// The shortest pause before the next try.
    public var shortestPause: Interval
    /// The longest pause before the next try.
    public var longestPause: Interval

    /// The measured compromise between detection and flapping on cellular links.
    public static let standard = SessionConfiguration(
        heartbeatPeriod: .milliseconds(100), chaserDelay: .milliseconds(20),
        silenceLimit: .milliseconds(600), silenceGrace: .zero,
        connectTimeout: .milliseconds(1_000), greetingTimeout: .milliseconds(500),
        shortestPause: .milliseconds(50), longestPause: .milliseconds(1_000))
    /// The same for a device, which looks for another session before it gives one up.
    public static let device: SessionConfiguration = {
        var configuration = standard
        // After a hole of one second TCP delivers again within another one, and after one of five
        // within seven (measured): a new connection is then there long before.
        configuration.silenceGrace = .seconds(3)
        return configuration
    }()
}
