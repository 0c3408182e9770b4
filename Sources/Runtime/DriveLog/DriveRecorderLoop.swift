import EdgeCore
import Failsafe
import Glibc
import Logging
import SansIO
import Synchronization
import Timekeeping
import Wire
import Worlds

/// The recorder's thread.
struct DriveRecorderLoop {
    private let setting: DriveSetting
    private let car: SimulatedCar?
    private let file: DriveFile?
    private let logger: Logger
    private let records: Mailbox<EdgeRecord>
    private var taken: [EdgeRecord] = []
    private var tally = DriveTally()
    private var attempts = AttemptLog()
    private var rejections = RejectionLog()
    private var origin: Instant?
    private var actorsAt = -1.0
    /// What the head said of the latest capture, until its latent is encoded.
    private var headTimes: (id: CaptureID, head: Interval, local: Interval)?

    init(
        setting: DriveSetting, car: SimulatedCar?, file: DriveFile?, logger: Logger,
        records: Mailbox<EdgeRecord>
    ) {
        self.setting = setting
        self.car = car
        self.file = file
        self.logger = logger
        self.records = records
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
            guard hasEnded else { continue }
            let result = shared.result.withLock { $0 }
            return end(result)
        }
    }

    private func begin() {
        file?.lines.write(DriveLogLines.drive(setting))
        guard let world = setting.world else { return }
        file?.lines.write(DriveLogLines.road(world.road))
        for actor in world.actors {
            file?.lines.write(DriveLogLines.actor(actor, on: world.road))
        }
    }
    private mutating func end(_ result: EdgeResult?) {
        rejections.writeRest(to: logger)
        if let result {
            let drops = DriveDrops(
                result, car: car?.counts ?? CarCounts(), refusedRecords: records.refused)
            file?.lines.write(
                tally.line(result, pictureByteCount: setting.pictureByteCount, drops: drops))
            EdgeEventLog.write(result, drops, to: logger)
        }
        file?.lines.close()
    }
    private mutating func seconds(_ instant: Instant) -> Double {
        let origin = origin ?? instant
        self.origin = origin
        return (instant - origin).seconds
    }

    private mutating func take(_ record: EdgeRecord) {
        switch record {
        case .tick(let now, let output, let late, let isLinked, let glimpse):
            let t = seconds(now)
            tally.tick(output.driver, at: now)
            tally.glimpse = glimpse
            file?.lines.write(
                DriveLogLines.tick(output, late: late, isLinked: isLinked, glimpse, at: t))
            if let car, t - actorsAt >= Limits.actorPeriodSeconds {
                actorsAt = t
                file?.lines.write(DriveLogLines.actors(car.world, at: t))
            }
        case .event(let now, let event):
            EdgeEventLog.write(
                event, at: now, to: logger, attempts: &attempts, rejections: &rejections)
            write(event, at: seconds(now))
        case .plan(let now, let plan, let timing):
            tally.plan(timing)
            let captureT = seconds(plan.captureTime)
            file?.lines.write(
                DriveLogLines.plan(
                    plan, timing, isTrajectory: setting.plansAreTrajectories, captureT: captureT,
                    at: seconds(now)))
        case .headRan(_, let id, let head, let local):
            tally.head(head)
            headTimes = (id, head, local)
        case .encoded(let now, let id, let byteCount, let time):
            let times = headTimes?.id == id ? headTimes : nil
            file?.lines.write(
                DriveLogLines.latent(
                    id, byteCount: byteCount, head: times?.head, local: times?.local,
                    encode: time, at: seconds(now)))
        case .frameSent(let now, let byteCount):
            file?.lines.write(DriveLogLines.sent(byteCount: byteCount, at: seconds(now)))
        case .undecodable(let now, let error):
            rejections.write(
                "frame.undecodable", kind: error.name, text: error.description, at: now, to: logger)
        case .unreadablePlan(let now, let error):
            rejections.write(
                "plan.unreadable", kind: error.kind, text: error.description, at: now, to: logger)
        case .picture(let now, let id, let pixels): save(pixels, id, at: seconds(now))
        case .trouble(_, let reason):
            logger.warning("device.trouble", metadata: ["reason": "\(reason)"])
        }
    }
    private func write(_ event: EdgeEvent, at t: Double) {
        let line: String? =
            switch event {
            case .failsafe(let change): DriveLogLines.transition(change, at: t)
            case .sessionEstablished(let epoch, _):
                DriveLogLines.session("established", epoch: epoch, reason: nil, at: t)
            case .sessionLost(let loss, _):
                DriveLogLines.session("lost", epoch: nil, reason: "\(loss)", at: t)
            case .sessionRefused(let refuse, _):
                DriveLogLines.session("refused", epoch: nil, reason: "\(refuse.reason)", at: t)
            case .planRejected(let source, _, let reason):
                DriveLogLines.rejected(source, reason, at: t)
            case .paceChanged(let pace): DriveLogLines.pace(pace, at: t)
            case .cameraFault(let fault):
                DriveLogLines.trouble("camera", fault.map { "\($0)" } ?? "none", at: t)
            case .actuators(let refuse):
                DriveLogLines.trouble("actuators", refuse ? "refuse" : "none", at: t)
            case .standbyNeeds, .releaseRefused, .fate, .cloudPlanTaken, .localPlanTaken,
                .rateChosen,
                .frameRejected, .sessionSilent, .sessionHeard, .rehoming, .standbyEstablished,
                .odometryUnsound,
                .ignored:
                nil
            }
        if let line { file?.lines.write(line) }
    }

    private func save(_ pixels: [UInt8], _ id: CaptureID, at t: Double) {
        guard let file,
            let image = PNGImage(
                pixels: pixels, width: setting.pictureWidth, height: setting.pictureHeight)
        else { return }
        let digits = String(id.value)
        let name = String(repeating: "0", count: max(6 - digits.count, 0)) + digits + ".png"
        let path = file.folder + "/frames/" + name
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        let count = unsafe image.bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        close(descriptor)
        if count == image.bytes.count {
            file.lines.write(DriveLogLines.frame(file: "frames/" + name, at: t))
        }
    }
}
