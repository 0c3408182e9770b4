public import Timekeeping

/// How a simulated link behaves: delay, jitter and outages; frames of a direction keep their order.
///
/// Rate and loss are not modelled here: a frame sent while the link is up arrives.
public struct LinkModel: Hashable, Sendable {
    /// One way, at least.
    public var delay: Interval
    /// Added to the delay of each frame, drawn evenly from zero to this.
    public var jitter: Interval
    /// When nothing that is sent arrives.
    public var outages: [Outage]
    /// How far into an outage both ends are told that their connection is gone, as a transport's
    /// own timeout does; a shorter outage leaves the connection standing.
    public var noticeDelay: Interval
    /// After how long a transport tries anew to open a connection that nobody answered.
    public var retryPeriod: Interval

    /// A model from its parts.
    public init(
        delay: Interval, jitter: Interval, outages: [Outage], noticeDelay: Interval,
        retryPeriod: Interval
    ) {
        self.delay = delay
        self.jitter = jitter
        self.outages = outages
        self.noticeDelay = noticeDelay
        self.retryPeriod = retryPeriod
    }

    /// A good cellular link to a site nearby, with these outages.
    public static func cellular(outages: [Outage]) -> LinkModel {
        LinkModel(
            delay: .milliseconds(12), jitter: .milliseconds(6), outages: outages,
            // After the session's 600 ms of silence, as TCP's own timeouts are.
            noticeDelay: .milliseconds(2_000), retryPeriod: usualRetry)
    }
    /// Two machines of one rack.
    public static let rack = LinkModel(
        delay: .microseconds(100), jitter: .microseconds(50), outages: [],
        noticeDelay: .milliseconds(2_000), retryPeriod: usualRetry)
    /// As the sockets here are set: 250 ms for an attempt, and 50 to 100 ms until the next.
    private static let usualRetry = Interval.milliseconds(325)
}
