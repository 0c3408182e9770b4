import Foundation
import Glibc
import Recording
import Runtime
import Timekeeping

/// Drives one case: starts everything, lets the cloud drive, does the damage, mends it, waits until
/// the cloud drives again, ends everything in order, and has it judged.
struct RealRun {
    let subject: RealCase
    let stage: RealStage
    private let folder: String
    private let shutdown: Shutdown
    private var clock = MonotonicClock()
    private var watch: DriveWatch
    private var result: RealResult
    private var window: RealWindow?
    /// Whether it is the other car's drive that is judged.
    private var isWitness = false
    /// Processes that ended before the end, on purpose or not.
    private var ends: [RealPeerRules.End] = []

    init(
        _ subject: RealCase, folder: String, bundle: String, edge: String?, shutdown: Shutdown
    ) {
        self.subject = subject
        self.folder = folder
        self.shutdown = shutdown
        stage = RealStage(subject, folder: folder, bundle: bundle, edge: edge)
        watch = DriveWatch(path: folder + "/drive.mcap")
        result = RealResult(subject: subject)
    }

    /// Drives and judges it.
    ///
    /// - Throws: if it was interrupted, or the machine does not allow what it takes.
    mutating func run() throws(ProcessFailure) -> RealResult {
        let begin = clock.now()
        defer { stage.endAll() }
        guard isPossible else {
            result.isImpossible = "this machine does not let a process have clocks of its own"
            return result
        }
        let stolen = StolenTime()
        do throws(ProcessFailure) {
            try stage.start()
            try drive()
            let stolenTime = Interval.milliseconds(Int64(10 * stolen.hundredths))
            result.stolen = stolenTime
            try judge()
            try serveAgain()
            endPeers()
        } catch {
            guard !shutdown.isRequested else { throw error }
            result.findings.append(RealFinding(.processes, error.description))
        }
        for end in ends { result.findings += RealPeerRules.findings(end) }
        result.meddled = stage.station?.count
        if result.meddled == 0 {
            result.findings.append(RealFinding(.processes, "no message was meddled with"))
        }
        result.duration = clock.now() - begin
        return result
    }

    private var isPossible: Bool {
        guard subject.fault.kind == .clockApart else { return true }
        let probe = try? ChildProcess(
            name: "probe", path: "/usr/bin/unshare",
            arguments: ["--time", "--boottime", "1", "true"], errorLog: folder + "/probe.log")
        return probe?.wait(patience: RealLimits.end) == .status(0)
    }

    // MARK: The drive

    private mutating func drive() throws(ProcessFailure) {
        let witnesses = subject.fault.hasWitness ? 1 : 0
        if subject.fault.hasWitness {
            watch = DriveWatch(path: folder + "/witness.mcap")
            try stage.startWitness(recording: "witness.mcap")
            try waitForStart("witness")
            watch = DriveWatch(path: folder + "/drive.mcap")
        }
        try stage.startCar(recording: "drive.mcap")
        try waitForStart("car")
        try wait(subject.delay)
        try RealDamage(subject, stage).begin()
        let began = clock.now()
        if subject.fault.kind == .killed { noteKilled() }
        try wait(subject.length)
        try RealDamage(subject, stage).end()
        let over = clock.now()
        window = RealWindow(begin: began, end: over)
        if !subject.fault.endsRecording {
            _ = try waitForCloud(since: over, patience: RealLimits.cloudFromStop)
            checkSessions(expected: 1 + witnesses)
        }
        if subject.fault != RealFault(kind: .killed, place: .car) { try end(stage.car) }
        if subject.fault.hasWitness { try end(stage.witness) }
        checkSessions(expected: 0)
    }
    private mutating func waitForStart(_ who: String) throws(ProcessFailure) {
        guard try waitForCloud(since: nil, patience: RealLimits.start) else {
            throw ProcessFailure(.software, "the cloud did not drive the \(who) at the beginning")
        }
    }
    private mutating func noteKilled() {
        guard let child = stage.process(subject.fault.place) else { return }
        ends.append(
            RealPeerRules.End(
                place: subject.fault.place, name: child.name,
                ending: child.wait(patience: RealLimits.end), isKilled: true))
    }
    /// Waits until the cloud has driven for a while, all of it after `since`; false if it did not
    /// within `patience`.
    private mutating func waitForCloud(
        since: Instant?, patience: Interval
    ) throws(ProcessFailure) -> Bool {
        let deadline = clock.now() + patience
        var first: Double?
        while clock.now() < deadline {
            try wait(.milliseconds(20))
            let now = clock.now()
            watch.read(at: now)
            guard let view = watch.view else { continue }
            let start = since.map { watch.time(at: $0) ?? 0 } ?? 0
            if view.driver != "cloudPlan" {
                first = nil
            } else if view.t > start {
                first = first ?? view.t
            }
            if let first, view.t - first >= RealLimits.proof.seconds { return true }
        }
        return false
    }
    /// Waits, and looks after everybody meanwhile.
    private mutating func wait(_ span: Interval) throws(ProcessFailure) {
        let deadline = clock.now() + span
        repeat {
            let left = max((deadline - clock.now()).nanoseconds / 1_000_000, 1)
            shutdown.doorbell.wait(milliseconds: Int32(min(left, 20)))
            guard !shutdown.isRequested else {
                throw ProcessFailure(.software, "interrupted")
            }
            for place in RealFault.Place.processes {
                guard let child = stage.process(place), let ending = child.poll(),
                    !ends.contains(where: { $0.name == child.name })
                else { continue }
                throw ProcessFailure(
                    .software, "the \(child.name) \(Programs.words(for: ending)) by itself")
            }
        } while clock.now() < deadline
    }

    // MARK: The end

    /// Ends a car in order: it stops first.
    private mutating func end(_ car: ChildProcess?) throws(ProcessFailure) {
        guard let car else { return }
        car.send(SIGTERM)
        let account = car.line(beginning: "ended", patience: RealLimits.stop)
        ends.append(
            RealPeerRules.End(
                place: .car, name: car.name, ending: car.wait(patience: RealLimits.end),
                account: account))
    }
    private mutating func endPeers() {
        if let machine = stage.machine {
            machine.send(SIGTERM)
            let account = machine.line(beginning: "ended", patience: RealLimits.end)
            ends.append(
                RealPeerRules.End(
                    place: .machine, name: machine.name,
                    ending: machine.wait(patience: RealLimits.end), account: account))
        }
        for place in [RealFault.Place.worker, .coordinator] {
            guard let child = stage.process(place) else { continue }
            child.send(SIGTERM)
            let ending = child.wait(patience: RealLimits.end)
            let isHeard =
                subject.fault.place != place
                || subject.fault.kind != .logStalled
            ends.append(
                RealPeerRules.End(
                    place: place, name: child.name, ending: ending,
                    account: log(of: child).last("ended"),
                    isHeard: isHeard))
        }
    }
    private func log(of child: ChildProcess) -> RealLog {
        RealLog(path: "\(folder)/\(child.name).log")
    }
    /// The coordinator that is there has so many sessions of devices, by its log, in time.
    private mutating func checkSessions(expected: Int) {
        guard let coordinator = stage.coordinator,
            // What was not written down cannot be read.
            subject.fault.place != .coordinator || subject.fault.kind == .killed
                || subject.fault.kind == .paused || subject.fault.kind == .clockApart
        else { return }
        let deadline = clock.now() + RealLimits.reaping
        var found = log(of: coordinator).devices
        while found != expected, clock.now() < deadline {
            MonotonicClock.sleep(until: clock.now() + .milliseconds(50))
            found = log(of: coordinator).devices
        }
        guard found != expected else { return }
        result.findings.append(
            RealFinding(
                .reaping, "the coordinator has \(found) sessions of cars instead of \(expected)"))
    }

    // MARK: Judging

    private mutating func judge() throws(ProcessFailure) {
        let verdict = try verdict(
            on: "drive.mcap", car: stage.car, window: shifted(window))
        result.findings += verdict.findings
        result.fallback = verdict.fallback
        result.firstPlan = verdict.firstPlan
        result.cloud = verdict.cloud
        guard subject.fault.hasWitness else { return }
        isWitness = true
        let witness = try self.verdict(on: "witness.mcap", car: stage.witness, window: window)
        isWitness = false
        result.findings += witness.findings.map { RealFinding(.others, "the other car: \($0)") }
    }
    /// On the recording's clock.
    private func shifted(_ window: RealWindow?) -> RealWindow? {
        guard let window, subject.fault == RealFault(kind: .clockApart, place: .car) else {
            return window
        }
        return RealWindow(
            begin: window.begin + RealLimits.clockOffset, end: window.end + RealLimits.clockOffset)
    }
    private mutating func verdict(
        on name: String, car: ChildProcess?, window: RealWindow?
    ) throws(ProcessFailure) -> RealJudge.Verdict {
        guard let source = RecordingFileSource(path: "\(folder)/\(name)") else {
            return RealJudge.Verdict(findings: [RealFinding(.recording, "there is none")])
        }
        let recording: RealRecording
        do {
            recording = try RealRecording(source)
        } catch {
            return RealJudge.Verdict(findings: [RealFinding(.recording, "\(error)")])
        }
        let expectation = expectation(recording, car, window)
        result.ticks += recording.commands.count
        result.missed += recording.summary?.missed ?? 0
        return RealJudge(recording: recording, expectation: expectation).verdict()
    }
    private func expectation(
        _ recording: RealRecording, _ car: ChildProcess?, _ window: RealWindow?
    ) -> RealExpectation {
        var expectation = RealExpectation()
        let grant = car.flatMap { log(of: $0).last("control.begins") } ?? ""
        expectation.missesAllowed = Punctuality.missesAllowed(
            grant, of: recording.commands.count, hundredthsStolen: Int(result.stolen.seconds * 100))
        expectation.slack = result.stolen
        guard let window else { return expectation }
        expectation.window = window
        guard !isWitness else {
            // A machine that stands still for as long as that makes any plan too old.
            expectation.isUndisturbed = result.stolen < RealLimits.stolen
            return expectation
        }
        expectation.stopsPlans = subject.fault.stopsPlans
        expectation.isCutShort = subject.fault.endsRecording
        if subject.fault == RealFault(kind: .paused, place: .car) {
            let periods = (window.end - window.begin).nanoseconds / RealLimits.tick.nanoseconds
            // The last one before and the first one after are late too.
            expectation.missesAllowed += Int(periods) + 2
        }
        guard !subject.fault.endsRecording else { return expectation }
        // A batch that is refused on its way, or its result, costs the worker its session.
        let isNew =
            subject.fault.kind == .killed
            || (subject.fault.isTampering && subject.fault.place == .workerLink)
        let isWorkers = [.worker, .workerLink].contains(subject.fault.place)
        let plan =
            isNew
            ? RealLimits.planFromRestart
            : isWorkers ? RealLimits.planFromWorker : RealLimits.plan
        // A machine that is back says hello first, and the car stands by then.
        if subject.fault.place != .machine { expectation.planBound = plan + result.stolen }
        expectation.cloudBound = RealLimits.cloud + result.stolen
        expectation.cloudBoundFromStop = RealLimits.cloudFromStop + result.stolen
        return expectation
    }

    /// The same coordinator and worker drive another car, or the same one again.
    private mutating func serveAgain() throws(ProcessFailure) {
        watch = DriveWatch(path: folder + "/after.mcap")
        try stage.startCar(recording: "after.mcap")
        let isDriven = try waitForCloud(since: nil, patience: RealLimits.cloudFromStop)
        if !isDriven { result.findings.append(RealFinding(.service, "the cloud did not drive")) }
        try end(stage.car)
        let verdict = try verdict(on: "after.mcap", car: stage.car, window: nil)
        result.findings += verdict.findings.map {
            RealFinding(.service, "the drive afterwards: \($0)")
        }
    }
}
