import EdgeCore
import Failsafe
import SansIO
import Session
import Synchronization
import Timekeeping
import Wire
public import ZeroMQ

/// The duty cycle of a device: one thread owns the core, its connections and the control tick.
///
/// Nothing in a turn of the loop waits for a slower thread: networks and codec run on the compute
/// thread, pictures come from the sensor's thread, sockets are opened and closed by the opener's,
/// logs and files are the recorder's. What is handed to one of them goes when its mailbox is free,
/// and else a turn later. A tick is due on an absolute grid; between ticks the loop waits for the
/// socket, the mailboxes and the core's wake-up.
public final class EdgeShell {
    enum Phase {
        case driving
        /// The drive is to end: the operator's stop brings the car to a stand first, but not for
        /// ever.
        case stopping(until: Instant)
        /// Farewells are on their way.
        case leaving(until: Instant)
    }

    let configuration: EdgeShellConfiguration
    let sensor: any SensorPort
    let actuator: any ActuatorPort
    let glimpse: @Sendable () -> DriveGlimpse?
    let records: Mailbox<EdgeRecord>
    let shutdown: Shutdown
    let compute: EdgeCompute
    let opener: LinkOpener
    let arena = PayloadArena(
        countLimit: Limits.arenaPayloads, byteLimit: Limits.arenaBytes)
    /// Rung by every thread that has something for the loop.
    let doorbell: Doorbell
    /// What the camera tells. Not the compute thread's answers: however many pictures come, there
    /// is room for those.
    let signals: Mailbox<SensorSignal>
    let answers: Mailbox<EdgeCompute.Answer>

    /// What a picture and its state must have: bytes, and numbers.
    let pictureByteCount: Int
    let stateCount: Int

    var clock = MonotonicClock()
    var machine: EdgeMachine
    var captures = HeldCaptures()
    var links: EdgeLinks
    var schedule: TickSchedule
    let poller = Poller()
    var polled: EdgeLinks.Polled?
    var phase = Phase.driving
    var drops = EdgeDrops()
    var sentFrames = SentFrames()
    var began = Instant.origin

    /// What was taken from the mailboxes in this turn.
    var taken = (
        signals: [SensorSignal](), answers: [EdgeCompute.Answer](),
        openings: [LinkOpener.Opening]()
    )
    /// Records and wishes that wait for the end of the turn.
    var backlog: RecordBacklog
    var linkWishes: [LinkOpener.Wish] = []
    /// What the compute thread is to begin: once the picture is there and the thread takes it.
    var wantedHead: CaptureID?
    var wantedEncoding:
        (id: CaptureID, multiplier: UInt16, reference: CaptureID?, committed: [Float])?
    var isComputeBusy = false
    /// What the core was told of the actuators.
    var actuatorsRefuse = false

    /// Set when there is no point in going on.
    var refusal: (refuse: Refuse, endpoint: String)?
    /// The coordinators that refused for good.
    var refusing: Set<String> = []
    /// The transport's failure before the first connection was there.
    var startFailure: ZeroMQError?
    /// Whether a connection could be opened at least once.
    var wasOpen = false
    /// Connections that the transport failed on, until the core has heard of them.
    var failedConnections: [UInt64] = []
    var ending = DriveEnding.asked
    var isStanding = false
    var wasEstablished = false
    var lateness = Interval.zero

    /// A device that is ready to drive. `glimpse` says where a simulated car is, for the record.
    public init(
        configuration: EdgeShellConfiguration, models: sending EdgeModels,
        sensor: any SensorPort, actuator: any ActuatorPort,
        glimpse: @escaping @Sendable () -> DriveGlimpse?, records: Mailbox<EdgeRecord>,
        shutdown: Shutdown, context: Context
    ) {
        var configuration = configuration
        configuration.machine.isCameraTriggered = sensor.isTriggered
        self.configuration = configuration
        self.sensor = sensor
        self.actuator = actuator
        self.glimpse = glimpse
        self.records = records
        self.shutdown = shutdown
        doorbell = Doorbell()
        signals = Mailbox(limit: Limits.mailboxInputs, doorbell: doorbell)
        answers = Mailbox(limit: Limits.mailboxInputs, doorbell: doorbell)
        (pictureByteCount, stateCount) = (models.pictureByteCount, models.stateCount)
        compute = EdgeCompute(models: models, answers: answers, records: records)
        opener = LinkOpener(
            context: context, options: .edgeDealer, doorbell: doorbell)
        machine = EdgeMachine(configuration: configuration.machine, random: configuration.random)
        links = EdgeLinks(
            context: context, endpoint: configuration.machine.coordinators[0],
            options: .edgeDealer,
            limits: MessageLimits(parts: 2, byteCount: 2 * Wire.Limits.partByteCount))
        schedule = TickSchedule(period: configuration.machine.tickPeriod, first: .origin)
        backlog = RecordBacklog(
            recordsDecisions: configuration.recordsDecisions,
            tickDivisor: configuration.recordEvery)
        linkWishes.reserveCapacity(Limits.linkWishes)
    }

    /// Drives until the duration has passed, the road is about to end or the process is told to
    /// end, and stops the car before it returns; runs the loop on the calling thread.
    ///
    /// - Throws: `EdgeShellError` if the transport fails before the first connection could be
    ///   opened, or if every coordinator refuses this device for good before it ever had a session.
    ///   A transport that fails later is a link that is gone: ticks go on.
    public func run() throws(EdgeShellError) -> EdgeResult {
        sensor.start { [signals] in signals.post($0) }
        begin()
        while act() {
            wait()
            listen()
        }
        close()
        if let failure = startFailure { throw .transport(failure) }
        if let refuse = refusal { throw .refused(refuse.refuse, endpoint: refuse.endpoint) }
        drops.lostRecords = backlog.lost
        drops.refusedSignals = signals.refused
        drops.refusedAnswers = answers.refused
        return EdgeResult(
            fates: machine.fates, core: machine.counts, session: machine.sessionCounts,
            transport: links.counts, frames: sentFrames, drops: drops,
            planDelay: machine.expectedPlanDelay, ticks: schedule.counts,
            clockRegressions: clock.regressions, duration: clock.now() - began, ending: ending,
            isStanding: isStanding)
    }
    /// Ends what other threads do for the loop and hands over its last records. Nobody drives any
    /// more, so that this may wait.
    func close() {
        sensor.stop()
        compute.close()
        links.close()
        opener.close()
        backlog.finish(to: records)
    }
}
