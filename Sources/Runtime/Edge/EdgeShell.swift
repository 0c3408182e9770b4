import EdgeCore
import Failsafe
import SansIO
import Session
import Synchronization
import Timekeeping
import Wire
public import ZeroMQ

/// The duty cycle of a device: one thread owns the core, its socket and the control tick.
///
/// Nothing in a turn of the loop blocks: networks and codec run on the compute thread, pictures
/// come from the sensor's thread, logs and files are the recorder's. A tick is due on an absolute
/// grid; between ticks the loop waits for the socket, the mailbox and the core's wake-up.
public final class EdgeShell {
    /// What other threads tell the loop.
    enum Note: Sendable {
        case sensor(SensorSignal)
        case headFinished(CaptureID, PlanValues?)
        case headFailed(CaptureID, String)
        case encoded(CaptureID, EncodedLatent, MessagePart)
        case encodeFailed(CaptureID, String)
    }
    /// What the core wants of the compute thread.
    enum Wish: Sendable {
        case runHead(CaptureID)
        case encode(CaptureID, UInt16)
    }
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
    let captures = CaptureStore()
    let arena = PayloadArena(
        countLimit: Limits.arenaPayloads, byteLimit: Limits.arenaBytes)
    let mailbox = Mailbox<Note>(limit: Limits.mailboxInputs, doorbell: Doorbell())

    var clock = MonotonicClock()
    var machine: EdgeMachine
    var link: DealerLink
    var schedule: TickSchedule
    var poller = Poller()
    var polled: DealerLink.Polled?
    var phase = Phase.driving
    var notes: [Note] = []
    var wishes = OutputQueue<Wish>(limit: Limits.mailboxInputs)
    var wantedHead: CaptureID?
    var began = Instant.origin
    /// Set when there is no point in going on.
    var refusal: Refuse?
    /// The transport's failure before the first connection was there.
    var startFailure: ZeroMQError?
    /// Whether a connection could be opened at least once.
    var wasOpen = false
    /// The connection that the transport failed on, until the core has heard of it.
    var failedConnection: UInt64?
    var ending = DriveEnding.asked
    var isStanding = false
    var wasEstablished = false
    var lateness = Interval.zero
    var ticksSinceRecord = 0
    /// The oldest cloud plan since the last record: a glance every few ticks would miss it.
    var oldestAge: Interval?

    /// A device that is ready to drive. `glimpse` says where a simulated car is, for the record.
    public init(
        configuration: EdgeShellConfiguration, models: sending EdgeModels,
        sensor: any SensorPort, actuator: any ActuatorPort,
        glimpse: @escaping @Sendable () -> DriveGlimpse?, records: Mailbox<EdgeRecord>,
        shutdown: Shutdown, context: Context
    ) {
        self.configuration = configuration
        self.sensor = sensor
        self.actuator = actuator
        self.glimpse = glimpse
        self.records = records
        self.shutdown = shutdown
        compute = EdgeCompute(
            models: models, captures: captures, notes: mailbox, records: records)
        machine = EdgeMachine(
            configuration: configuration.machine, random: configuration.random)
        link = DealerLink(
            context: context, endpoint: configuration.endpoint, options: .edgeDealer,
            limits: MessageLimits(parts: 2, byteCount: 2 * Wire.Limits.partByteCount))
        schedule = TickSchedule(period: configuration.machine.tickPeriod, first: .origin)
    }

    /// Drives until the duration has passed, the road ends or the process is told to end, and stops
    /// the car before it returns; runs the loop on the calling thread.
    ///
    /// - Throws: `EdgeShellError` if the transport fails before the first connection could be
    ///   opened, or if the coordinator refuses this device for good before it ever had a session. A
    ///   transport that fails later is a link that is gone: ticks go on.
    public func run() throws(EdgeShellError) -> EdgeResult {
        sensor.start { [mailbox] in mailbox.post(.sensor($0)) }
        defer {
            sensor.stop()
            compute.close()
        }
        begin()
        while act() {
            wait()
            listen()
        }
        if let failure = startFailure { throw .transport(failure) }
        if let refuse = refusal { throw .refused(refuse) }
        return EdgeResult(
            fates: machine.fates, session: machine.sessionCounts, transport: link.counts,
            ticks: schedule.counts, clockRegressions: clock.regressions,
            duration: clock.now() - began, ending: ending, isStanding: isStanding)
    }
}

// MARK: The loop

extension EdgeShell {
    /// Starts the grid of ticks and looks for the cloud.
    func begin() {
        began = clock.now()
        schedule = TickSchedule(period: configuration.machine.tickPeriod, first: began)
        feed(.start)
    }
    /// Does what is due now: the tick, the core's wake-up, the end; false once the drive is over.
    func act() -> Bool {
        guard refusal == nil, startFailure == nil, continues(at: clock.now()) else { return false }
        let now = clock.now()
        if now >= schedule.next {
            lateness = schedule.make(at: now)
            feed(.tick(sensor.odometry()))
        }
        if let wakeup = machine.wakeup, clock.now() >= wakeup { feed(.wake) }
        return true
    }
    /// Takes in what other threads and the cloud have said.
    func listen() {
        readNotes()
        readSocket()
    }

    private func continues(at now: Instant) -> Bool {
        // A simulated world ends with its road: there is nothing left to stop on.
        let isAtRoadEnd = glimpse()?.isFinished == true
        switch phase {
        case .driving:
            if isAtRoadEnd {
                ending = .roadEnd
                leave(at: now)
            } else if shutdown.isRequested {
                stop(.asked, at: now)
            } else if configuration.duration.map({ now - began >= $0 }) ?? false {
                stop(.duration, at: now)
            }
            return true
        case .stopping(let end):
            isStanding = machine.state == .minimalRiskCondition || machine.state == .standby
            if isStanding || isAtRoadEnd || now >= end { leave(at: now) }
            return true
        case .leaving(let end): return now < end
        }
    }
    /// Begins the operator's stop: the failsafe brings the car to a stand and holds it there, along
    /// the cloud's plans for as long as they come; the session goes on until then.
    private func stop(_ cause: DriveEnding, at now: Instant) {
        ending = cause
        phase = .stopping(until: now + Limits.lastStop)
        feed(.operatorCommand(.disarm))
    }
    private func leave(at now: Instant) {
        phase = .leaving(until: now + Limits.farewell)
        feed(.shutdown)
    }

    /// Waits for the socket, the mailbox, the next tick or the core's wake-up, whichever is first.
    private func wait() {
        if polled != link.polled {
            polled = link.polled
            var sources = [Poller.Source.descriptor(mailbox.doorbell.fileDescriptor)]
            if let source = link.source { sources.append(source) }
            poller.setSources(sources)
        }
        let next = min(schedule.next, machine.wakeup ?? .distantFuture)
        let milliseconds = WaitBudget.milliseconds(
            from: clock.now(), to: [next], limit: Limits.turnMilliseconds)
        do throws(ZeroMQError) {
            guard try poller.wait(milliseconds: milliseconds) == 0 else { return }
        } catch {
            if link.source != nil { fail(error, on: link.number) }
            // A poller that fails at once must not make the loop spin.
            let pause = clock.now() + .milliseconds(1)
            return MonotonicClock.sleep(until: min(next, pause))
        }
        // What is left of the last millisecond is slept exactly, which `poll` cannot.
        if next - clock.now() < .milliseconds(1) { MonotonicClock.sleep(until: next) }
    }
    private func readNotes() {
        mailbox.doorbell.clear()
        mailbox.takeAll(into: &notes)
        for note in notes { take(note) }
    }
    private func readSocket() {
        guard polled == link.polled, link.source != nil else { return }
        if link.isOpening {
            guard poller.isReady(1), let number = link.noteOpened() else { return }
            return feed(.connectionOpened(number))
        }
        for _ in 0..<Limits.receiveBurst {
            guard let frame = receive() else { return }
            if case .failure(let error) = frame, let refuse = Refuse(of: error) { consider(refuse) }
            feed(EdgeShell.input(for: frame))
        }
    }
    private func receive() -> Result<IncomingFrame, DecodeError>? {
        do throws(ZeroMQError) {
            return try link.receive()
        } catch {
            fail(error, on: link.number)
            return nil
        }
    }
}
