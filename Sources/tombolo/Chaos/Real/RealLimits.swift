import Timekeeping

/// Bounds of cases with real processes, each with its reason.
enum RealLimits {
    /// How far a recorded time may be off: they are written to a tenth of a millisecond.
    static let rounding = Interval.microseconds(200)
    /// The failsafe acts on its next tick.
    static let tick = Interval.milliseconds(20)
    /// How long an order may take until it acts: threads of this program, of the relay, of a kernel
    /// that stops a process.
    static let order = Interval.milliseconds(20)
    /// How long a process that ends goes on without recording (`Runtime.Limits.farewell`).
    static let farewell = Interval.milliseconds(100)
    /// Captures without a fate at one moment: at the head, waiting, encoded, sent, and those of the
    /// last second that may still be answered.
    static let pendingCaptures = 14
    /// From the moment that a link, or a process that was paused, is back to the first plan.
    static let plan = Interval.milliseconds(500)
    /// The same where a worker had lost its session: it pauses for a second at most between two
    /// tries, has no second connection as a car has, and registers first.
    static let planFromWorker = Interval.milliseconds(1_500)
    /// The same where a process is new: it waits for whoever tries again, which is spread over two
    /// seconds so that a fleet does not come at once, and a worker has to register first. One that
    /// owes a result for two seconds is unresponsive, and registers anew a second later.
    static let planFromRestart = Interval.milliseconds(4_000)
    /// From the end of the trouble to the cloud's driving: what was lost is noticed first, then ten
    /// fresh plans in a row; as in virtual time.
    static let cloud = Interval.seconds(5)
    /// The same for a car that was stopped: it comes to a stand, and its link is healthy for five
    /// seconds before it is released.
    static let cloudFromStop = Interval.seconds(25)
    /// Stolen time from which on any plan may be too old.
    static let stolen = Interval.milliseconds(300)
    /// How long anything may take to start on a busy machine.
    static let start = Interval.seconds(60)
    /// How long a car may take to stop and end.
    static let stop = Interval.seconds(45)
    /// How long a coordinator or worker may take to end.
    static let end = Interval.seconds(10)
    /// How long the cloud drives before a drive counts as driven.
    static let proof = Interval.seconds(1)
    /// After how long a coordinator has forgotten a device that is gone.
    static let reaping = Interval.seconds(5)
    /// How far the clocks of a process are apart from the others' (`RealFault.Kind.clockApart`).
    static let clockOffset = Interval.seconds(3_600)
    /// Bytes of the pipe that nobody reads: the least that a kernel has.
    static let pipeBytes = 4_096
    /// Connections that the station between two processes passes on: a client has two at a time and
    /// leaves 25 ms at least between two tries.
    static let stationConnections = 48
    /// Messages that the station keeps for later: ten a second, with all their signs of life, for
    /// three seconds.
    static let stationMessages = 512
}
