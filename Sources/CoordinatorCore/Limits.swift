import Timekeeping
import Wire

/// Every bound of the coordinator, with its reason.
enum Limits {
    /// Devices of one cell: 16 workers serve about 4,000 at 10 Hz, or ten times as many at 1 Hz.
    static let devices = 32_768
    /// Workers of one cell, as many as a batcher takes.
    static let workers = 16
    /// Streams of one device: front, rear and two hands, say.
    static let streamsPerDevice = 4
    /// Fleets that share a cell, as many as a batcher takes less the devices of none.
    static let fleets = 15
    /// Workers remembered because they failed.
    static let workerRecords = 64
    /// Failures of one worker that count: from there on it waits for the longest time.
    static let workerFailures = 8
    /// A worker's failure is forgotten after this.
    static let failureMemory = Interval.seconds(60)
    /// How long a worker that failed twice stays away; a restart takes as long. At eight failures
    /// it is half a minute.
    static let quarantine = Interval.milliseconds(500)
    /// The time one way assumed of a device before it is measured: a usual cellular link.
    static let assumedOneWay = Interval.milliseconds(16)
    /// The longest period offered to a device that is not admitted, by its own: at a tenth of its
    /// rate nobody drives.
    static let offeredPeriods = 10
    /// How far in the future a capture may seem: what two clocks may be apart by their estimate.
    static let futureCapture = Interval.milliseconds(50)
    /// Model bundles served side by side: two releases in flight, and room for a trial.
    static let bundles = 4
    /// Latents one device may have unanswered, whatever the configuration grants: as the protocol.
    static let credit = 64
    /// The longest budget honoured. No plan is of use 10 s after its capture, and a device that
    /// asks for more would only hold a place in the queue.
    static let budget = Interval.seconds(10)
    /// Latents kept of one device, all streams together: the longest chain, a keyframe and what is
    /// on its way for each of four streams.
    static let keptPerDevice = 48
    /// Bytes that the links of one member's chain may take in a batch's body: what a full batch
    /// leaves each member, less the member's own entry with its eight sensors.
    static let chainEntryBytes =
        (Wire.Limits.bodyByteCount - 8) / Wire.Limits.batchMemberCount - (40 + 8 * 24)
    /// What the links of one chain may weigh: each its payload's bytes, and `entryWeight` for each
    /// byte of its entry. So neither the body of a full batch nor its payload parts outgrow what a
    /// message may have (64 KiB of chains a member). Captures of one sensor have room for the
    /// longest chain up to 4 KB each, those of eight sensors for three links.
    static let chainWeight = entryWeight * chainEntryBytes
    static let entryWeight = 80
    /// Members of a batch: as the protocol.
    static let batchMembers = 64
    /// Messages out of place after which a peer's session ends: a peer that errs this often is
    /// broken, and each costs a reading.
    static let violationsPerSession = 16
    /// Refusals sent at once; a fleet that reconnects together is told so within a second.
    static let refusalBurst = 256
    /// One more refusal is allowed each time this passes.
    static let refusalPeriod = Interval.milliseconds(1)
    /// Changes of a device's failsafe told at once: twice the way from nominal through every stop
    /// to the standstill.
    static let toldReportBurst = 16
    /// One more is told each time this passes. A car that flaps between nominal and degraded takes
    /// longer for each, and a device that makes its states up fills no log.
    static let toldReportPeriod = Interval.milliseconds(500)
    /// Fellow cells that a coordinator may know: a region's.
    static let fellows = 64
    /// The longest handover: nobody waits longer for a process to end.
    static let handover = Interval.seconds(3_600)
    /// Time between two steps of a handover, in each of which some devices are told to go.
    static let handoverStep = Interval.milliseconds(10)
    /// The least time between two looks at the sessions' timers. Their periods are tens of
    /// milliseconds, and each wakeup costs a shell more than the signs of life it sends.
    static let sessionLookPeriod = Interval.milliseconds(5)
}
