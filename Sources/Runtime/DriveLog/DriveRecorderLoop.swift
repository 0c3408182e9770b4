import EdgeCore
import Failsafe
import Logging
import SansIO
import Synchronization
import Timekeeping
import Wire
import Worlds

/// The recorder's thread.
struct DriveRecorderLoop {
    let setting: DriveSetting
    let car: SimulatedCar?
    var file: RecordingFile?
    private let logger: Logger
    private let records: Mailbox<EdgeRecord>
    private var taken: [EdgeRecord] = []
    private var tally = DriveTally()
    private var attempts = AttemptLog()
    private var rejections = RejectionLog()
    private var origin: Instant?
    private var actorsAt = -1.0
    /// What the compute thread said of the latest capture, until its latent is the core's.
    private var headTimes: (id: CaptureID, head: Interval, local: Interval)?
    private var encodeTime: (id: CaptureID, time: Interval)?
    /// The input at hand and what the core does upon it.
    var trace = DecisionTrace()
    private var toldLost: UInt64 = 0
    private var hasToldFailure = false

    init(
        setting: DriveSetting, car: SimulatedCar?, file: RecordingFile?, logger: Logger,
        records: Mailbox<EdgeRecord>
    ) {
        self.setting = setting
        self.car = car
        self.file = file
        self.logger = logger
        self.records = records
        // It is the mailbox's storage in turn: no post of the control loop has to grow it.
        taken.reserveCapacity(Limits.records)
    }

    mutating func run(until shared: DriveRecorder.Shared) {
        begin()
        while true {
            records.doorbell.wait(milliseconds: -1)
            records.doorbell.clear()
            // Read before the mailbox: what was posted before the end is then written.
            let hasEnded = shared.hasEnded.load(ordering: .acquiring)
            records.takeAll(into: &taken)
            for record in taken { take(record) }
            tellTroubles()
            guard hasEnded else { continue }
            let result = shared.result.withLock { $0 }
            return end(result)
        }
    }

    /// Writes a line to the file, if there is one.
    mutating func write(_ channel: DriveChannel, at now: Instant, _ line: String) {
        file?.append(channel, line, at: now.nanoseconds)
    }
    /// Seconds since the first record.
    mutating func seconds(_ instant: Instant) -> Double {
        let origin = origin ?? instant
        self.origin = origin
        return (instant - origin).seconds
    }
    /// The times of `id` at the head, the local policy and the encoder, as far as they are known.
    func times(of id: CaptureID) -> (head: Interval?, local: Interval?, encode: Interval?) {
        let head = headTimes?.id == id ? headTimes : nil
        return (head?.head, head?.local, encodeTime?.id == id ? encodeTime?.time : nil)
    }

    mutating func begin() {
        guard file != nil else { return }
        var clock = MonotonicClock()
        let now = clock.now()
        write(.drive, at: now, DriveLogLines.drive(setting, start: now))
        guard let world = setting.world else { return }
        write(.road, at: now, DriveLogLines.road(world.road))
        for actor in world.actors {
            write(.actor, at: now, DriveLogLines.actor(actor, on: world.road))
        }
    }
    mutating func end(_ result: EdgeResult?) {
        rejections.writeRest(to: logger)
        if let result {
            var clock = MonotonicClock()
            // The last input's outputs are whole only if nothing at all was lost.
            if records.refused + result.drops.lostRecords == 0 { write(trace.end()) }
            let drops = DriveDrops(
                result, car: car?.counts ?? CarCounts(), refusedRecords: records.refused,
                unwrittenRecords: file?.lost ?? 0)
            write(
                .summary, at: clock.now(),
                tally.line(result, pictureByteCount: setting.pictureByteCount, drops: drops))
            EdgeEventLog.write(result, drops, to: logger)
        }
        file?.finish()
        tellTroubles()
    }
    /// Says once that the recording ended early, and writes down what it lacks so far.
    private mutating func tellTroubles() {
        let lost = records.refused + trace.missingInputs
        if lost != toldLost, let now = trace.time {
            toldLost = lost
            write(
                .recorder, at: now,
                DriveLogLines.recorder(
                    lost: lost, missingInputs: trace.missingInputs, at: seconds(now)))
        }
        guard !hasToldFailure, let file, let failure = file.failure else { return }
        hasToldFailure = true
        logger.error(
            "recording.stopped",
            metadata: [
                "file": "\(file.path)", "reason": "\(failure)",
                "text": "the drive goes on without it; make room for the next one",
            ])
    }

    mutating func take(_ record: EdgeRecord) {
        switch record {
        case .began(let now, let machine, let random):
            guard file != nil else { return }
            write(.configuration, at: now, RecordedMachine(machine, random: random).line)
        case .input(let now, let input, let number, let outputsBefore):
            write(trace.begin(number, outputsBefore: outputsBefore, at: now))
            take(input, number: number, at: now)
        case .output(let output): take(output)
        case .tick(let now, let output, let late, let isLinked, let glimpse):
            tick(now, output, late: late, isLinked: isLinked, glimpse)
        case .event(let now, let event):
            EdgeEventLog.write(
                event, at: now, to: logger, attempts: &attempts, rejections: &rejections)
            take(event, at: now)
        case .plan(let now, let plan, let timing):
            tally.plan(timing)
            guard file != nil else { return }
            let (captureT, t) = (seconds(plan.captureTime), seconds(now))
            write(
                .plans, at: now,
                DriveLogLines.plan(
                    plan, timing, isTrajectory: setting.plansAreTrajectories, captureT: captureT,
                    at: t))
            write(.trajectories, at: now, DriveLogLines.trajectory(plan, at: t))
        case .headRan(_, let id, let head, let local):
            tally.head(head)
            headTimes = (id, head, local)
        case .encoded(_, let id, let time): encodeTime = (id, time)
        case .frameSent(let now, let byteCount):
            guard file != nil else { return }
            write(.sent, at: now, DriveLogLines.sent(byteCount: byteCount, at: seconds(now)))
        case .undecodable(let now, let error):
            rejections.write(
                "frame.undecodable", kind: error.name, text: error.description, at: now, to: logger)
        case .unreadablePlan(let now, let error):
            rejections.write(
                "plan.unreadable", kind: error.kind, text: error.description, at: now, to: logger)
        case .picture(let now, let id, let pixels): save(pixels, id, at: now)
        case .trouble(_, let reason):
            logger.warning("device.trouble", metadata: ["reason": "\(reason)"])
        }
    }
    private mutating func tick(
        _ now: Instant, _ output: ControlOutput, late: Interval, isLinked: Bool,
        _ glimpse: DriveGlimpse?
    ) {
        let t = seconds(now)
        tally.tick(output.driver, at: now)
        tally.glimpse = glimpse
        guard file != nil else { return }
        write(
            .ticks, at: now,
            DriveLogLines.tick(output, late: late, isLinked: isLinked, glimpse, at: t))
        if let car, t - actorsAt >= Limits.actorPeriodSeconds {
            actorsAt = t
            write(.actors, at: now, DriveLogLines.actors(car.world, at: t))
        }
    }
    private mutating func save(_ pixels: [UInt8], _ id: CaptureID, at now: Instant) {
        guard file != nil,
            let image = PNGImage(
                pixels: pixels, width: setting.pictureWidth, height: setting.pictureHeight)
        else { return }
        write(
            .camera, at: now,
            DriveLogLines.camera(id, file: image.bytes, takenAt: now, at: seconds(now)))
    }
}
