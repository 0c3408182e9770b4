/// Every bound of the link model, with its reason.
public enum Limits {
    /// Bytes of one packet: IPv4's and IPv6's length fields hold no more.
    public static let packetBytes = 65_535
    /// Packets in one direction at once, waiting and on their way: a second of 50 Mbit/s in full
    /// packets; what comes on top is dropped as by a full queue.
    public static let packets = 4_096
    /// Bytes of one message of a stream: four times the largest that the protocol wants to carry.
    public static let messageBytes = 1 << 20
    /// Bytes accepted and not yet released, whatever the queue: Linux's largest send buffer
    /// (`tcp_wmem`).
    public static let streamWindowBytes = 4 << 20
    /// Messages accepted and not yet released: tiny ones fill no window, but memory.
    public static let streamMessages = 4_096
    /// Segments of a stream that left and are not acknowledged: more than fill the window above; a
    /// receiver counts tiny ones by what they cost it, and would let no more come either.
    public static let streamSegments = 8_192
    /// Times that the wait for a retransmission doubles: it is capped below long before, and the
    /// shift must not overflow.
    public static let doublings = 12
    /// Milliseconds between two retransmissions at most (Linux's TCP_RTO_MAX).
    public static let retransmissionMilliseconds: Int64 = 120_000
    /// Good and bad spells passed in one step: four minutes of mean spells of a millisecond.
    /// After a longer silence the spells begin anew, which nobody can tell apart.
    public static let spellsPerStep = 1 << 18
    /// Nanoseconds of a spell at least: a shorter one is no longer than a packet takes.
    public static let spellNanoseconds: Int64 = 1_000
    /// Bytes of a trace's text: the longest Mahimahi ships has 1 MB; an hour at 12 Mbit/s has 25.
    public static let traceBytes = 32 << 20
    /// Delivery opportunities of a trace: as many as such a text can have for some hours.
    public static let traceOpportunities = 4 << 20
    /// Milliseconds of a trace: a day.
    public static let traceMilliseconds: Int64 = 86_400_000
    /// Nanoseconds for which a trace goes on: ten years, in which no count of its opportunities
    /// overflows.
    public static let traceNanoseconds: Int64 = 315_360_000_000_000_000
    /// Bits per second of a link at most: 100 Gbit/s; a nanosecond is then twelve bytes.
    public static let bitsPerSecond: Int64 = 100_000_000_000
    /// Nanoseconds of a delay that a law draws: a hundred times the longest 99th percentile of a
    /// file; the place between two quantiles is then found without overflow.
    public static let drawnDelayNanoseconds: Int64 = 1_000_000_000_000
    /// Steps between two inputs of one link: each packet leaves, arrives, may be copied and may be
    /// put off by a few stalls; more means that the model asks again and again for the same moment.
    public static let stepsPerInput = 1 << 20
}
