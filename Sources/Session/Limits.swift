public import Timekeeping

/// Every bound of this module, with its reason.
public enum Limits {
    /// Outputs one input may yield: a loss, a close, an open and a greeting, twice over.
    public static let outputs = 8
    /// Outputs that one input of a device's sessions may yield: what both do, and what each means.
    public static let homeOutputs = 24
    /// Samples of the clock exchange kept: 6.4 s at a heartbeat every 100 ms, long enough to hold
    /// one exchange without queueing, short enough that 200 ppm of drift stay below 2 ms.
    public static let clockSamples = 64
    /// The latest exchanges that say what a round trip usually takes: a second or two.
    public static let usualSamples = 16
    /// The oldest echo that still counts as an exchange.
    public static let echoAge = Interval.seconds(10)
    /// The longest time a peer's refusal may keep us away: it is advice from outside.
    public static let retryAfter = Interval.seconds(10)
    /// The bounds a welcome's heartbeat period is brought into: it is advice from outside.
    public static let heartbeatPeriod = Interval.milliseconds(20)...Interval.seconds(1)
    /// Heartbeats that must be missing before a session counts as lost, whatever a welcome says:
    /// with fewer, one that is lost or late would end every session.
    public static let missedHeartbeats: Int64 = 3
    /// How long an attempt to connect may take where nobody knows the round trip: most links'.
    public static let unknownAttempt = Interval.milliseconds(250)
    /// The bounds of an attempt where it is known: no storm, and no longer than until TCP itself
    /// repeats what was lost.
    public static let attempts = Interval.milliseconds(100)...Interval.seconds(1)
    /// What an attempt may take beyond two round trips: somebody is busy.
    public static let attemptMargin = Interval.milliseconds(60)
    /// Round trips until a connection is usable: TCP's, the library's greeting and its handshake.
    public static let openingRoundTrips: Int64 = 4
    /// The round trip that a patient try allows for: a satellite's in the geostationary orbit.
    public static let patientRoundTrip = Interval.milliseconds(650)
    /// Every how many tries one is patient: a far home is reached within seconds, and any other
    /// hardly notices.
    public static let patientTry = 4
    /// The same for a home whose round trip is known: an outage of a quarter of a minute has no
    /// patient one.
    public static let seldomPatientTry = 16
    /// Old epochs a server remembers for each connection, so that a delayed greeting of one of
    /// them is not taken for a new session.
    public static let rememberedEpochs = 4
    /// The shortest time between two refusals on one connection: a flood is not answered in kind.
    public static let refusalPeriod = Interval.milliseconds(50)
    /// Doublings of the back-off; more would overflow nothing but mean nothing.
    public static let backOffDoublings = 10
}
