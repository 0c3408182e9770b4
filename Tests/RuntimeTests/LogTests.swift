import Failsafe
import Foundation
import Logging
import SansIO
import Synchronization
import Testing
import Timekeeping
import Wire
import WorkerCore

@testable import CoordinatorCore
@testable import EdgeCore
@testable import Runtime
@testable import Session

@Suite struct LogTests {
    /// A handler that keeps what it is given.
    struct Kept: LogHandler {
        struct Line: Sendable {
            let level: Logger.Level
            let event: String
            let metadata: Logger.Metadata
        }
        final class Lines: Sendable {
            let all = Mutex<[Line]>([])
        }
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            lines.all.withLock {
                $0.append(
                    Line(
                        level: event.level, event: "\(event.message)",
                        metadata: event.metadata ?? [:]))
            }
        }
    }
    func logged(_ body: (Logger) -> Void) -> [Kept.Line] {
        let lines = Kept.Lines()
        body(Logger(label: "test") { _ in Kept(lines: lines) })
        return lines.all.withLock { $0 }
    }

    @Test func `what a device's core says is logged with its facts`() {
        let refuse = Refuse(
            reason: .wrongBundle, retryAfter: .zero, acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
        let events: [EdgeEvent] = [
            .sessionEstablished(epoch: 0xAB, endpoint: "tcp://a:1"),
            .sessionLost(.silence, wasInUse: true),
            .sessionRefused(refuse, endpoint: "tcp://b:1"),
            .fate(CaptureID(3), .lost(.noSession)), .odometryUnsound, .ignored(CaptureID(1)),
            .planRejected(.cloud, nil, .tooOld), .frameRejected(.staleEpoch), .releaseRefused,
            .localPlanTaken(CaptureID(4), age: .milliseconds(7)), .sessionSilent, .sessionHeard,
            .rehoming(endpoint: "tcp://b:1", .draining),
            .standbyEstablished(epoch: 2, endpoint: "tcp://b:1"),
        ]
        var attempts = AttemptLog()
        var rejections = RejectionLog()
        let lines = logged { logger in
            for event in events {
                EdgeEventLog.write(
                    event, at: .origin, to: logger, attempts: &attempts, rejections: &rejections)
            }
        }
        #expect(lines.count == events.count)
        #expect(lines[0].event == "session.established")
        #expect(lines[0].metadata["epoch"] == "ab")
        #expect(lines[0].metadata["coordinator"] == "tcp://a:1")
        #expect(lines[1].metadata["reason"] == "silence")
        #expect(lines[12].metadata["coordinator"] == "tcp://b:1")
        #expect(lines[2].level == .warning)
        #expect(lines[2].metadata["reason"] == "wrongBundle")
        #expect(lines[6].metadata["capture"] == "unknown")
    }
    @Test func `a drive's end tells of everything that was dropped, and of nothing that was not`()
        throws
    {
        var result = EdgeResult(
            fates: FateCounts(), core: EdgeCounts(), session: SessionCounts(),
            transport: TransportCounts(), frames: SentFrames(), drops: EdgeDrops(),
            ticks: TickCounts(), clockRegressions: 0, duration: .seconds(3),
            ending: .duration, isStanding: true)
        var car = CarCounts()
        func line() throws -> Kept.Line {
            let drops = DriveDrops(result, car: car, refusedRecords: 0, unwrittenRecords: 0)
            return try #require(logged { EdgeEventLog.write(result, drops, to: $0) }.first)
        }
        #expect(try line().level == .notice)
        #expect(
            try Set(line().metadata.keys) == [
                "cause", "standing", "ticks", "missed", "worst_late_ms",
            ])
        result.transport.unsent = 1
        result.transport.oversized = 2
        result.transport.unstored = 3
        result.transport.failures = 4
        result.drops.refusedSignals = 5
        result.drops.refusedAnswers = 6
        result.drops.unheldCaptures = 7
        result.drops.missingPictures = 8
        result.drops.lostRecords = 9
        car.skippedPictures = 10
        car.lateSteps = 11
        car.watchdogTrips = 12
        result.clockRegressions = 13
        result.session.staleEpoch = 14
        result.session.staleSequence = 15
        result.session.unexpected = 16
        result.session.unheeded = 17
        result.core.misplaced = 1
        result.core.unsolicited = 18
        result.core.localPlansRejected = 19
        result.core.localPlansFailed = 20
        result.core.unsoundOdometry = 21
        result.core.ignored = 22
        result.core.keyframesAsked = 23
        result.core.encodedAgain = 24
        result.core.pacesExceeded = 25
        result.core.cameraFaults = 26
        result.core.actuatorRefusals = 27
        let drops = DriveDrops(result, car: car, refusedRecords: 1, unwrittenRecords: 28)
        let expected: [(String, UInt64)] = [
            ("unsentFrames", 1), ("oversizedMessages", 2), ("unstoredPayloads", 3),
            ("transportFailures", 4), ("refusedSignals", 5), ("refusedAnswers", 6),
            ("unheldCaptures", 7), ("missingPictures", 8), ("skippedPictures", 10),
            ("lateSteps", 11), ("watchdogTrips", 12), ("malformedFrames", 0),
            ("staleEpochFrames", 14), ("staleSequenceFrames", 15), ("unexpectedFrames", 17),
            ("unheededFrames", 17), ("unsolicitedAnswers", 18), ("keyframesAsked", 23),
            ("encodedAgain", 24), ("rejectedLocalPlans", 19), ("failedLocalPlans", 20),
            ("unsoundOdometry", 21), ("cameraFaults", 26), ("actuatorRefusals", 27),
            ("exceededPaces", 25), ("ignoredReports", 22),
            ("clockRegressions", 13), ("lostRecords", 10), ("unwrittenRecords", 28),
        ]
        #expect(drops.counts.map(\.name) == expected.map(\.0))
        #expect(drops.counts.map(\.count) == expected.map(\.1))
        #expect(try line().level == .warning)
        #expect(try line().metadata["transportFailures"] == "4")
        let summary = DriveTally().line(result, pictureByteCount: 1, drops: drops)
        #expect(summary.contains("\"drops\":{\"unsentFrames\":1,\"oversizedMessages\":2,"))
        #expect(summary.contains("\"ending\":\"duration\",\"standing\":true"))
    }
    @Test func `fates and their causes are told at the end and make no warning by themselves`()
        throws
    {
        var fates = FateCounts()
        fates.count(.answered)
        for _ in 0..<3 { fates.count(.lost(.noSession)) }
        fates.count(.rejected(.planRejected(.notFinite(step: 2, channel: 1))))
        fates.captured = 5
        let result = EdgeResult(
            fates: fates, core: EdgeCounts(), session: SessionCounts(),
            transport: TransportCounts(), frames: SentFrames(), drops: EdgeDrops(),
            ticks: TickCounts(), clockRegressions: 0, duration: .seconds(3), ending: .duration,
            isStanding: true)
        let drops = DriveDrops(result, car: CarCounts(), refusedRecords: 0, unwrittenRecords: 0)
        let line = try #require(logged { EdgeEventLog.write(result, drops, to: $0) }.first)
        #expect(line.level == .notice)
        #expect(line.metadata["lost:noSession"] == "3")
        #expect(line.metadata["rejected:planRejected:notFinite"] == "1")
        #expect(line.metadata["expired"] == nil)
        let summary = DriveTally().line(result, pictureByteCount: 1, drops: drops)
        #expect(
            summary.contains(
                #""fateCauses":{"lost:noSession":3,"rejected:planRejected:notFinite":1}"#))
    }
    @Test func `the first rejection of a kind is a warning with its text, later ones a count`() {
        var rejections = RejectionLog()
        let lines = logged { logger in
            for second in 0..<25 as Range<Int64> {
                let error = DecodeError.wrongMagic(UInt16(second))
                rejections.write(
                    "frame.undecodable", kind: error.name, text: error.description,
                    at: .origin + .seconds(second), to: logger)
            }
            rejections.write(
                "frame.undecodable", kind: DecodeError.illegalName.name, text: "another",
                at: .origin + .seconds(25), to: logger)
            rejections.writeRest(to: logger)
            rejections.writeRest(to: logger)
        }
        let told = lines.filter { $0.level == .warning }
        #expect(lines.count == 27, "the rest of four is told once, at the end")
        #expect(told.map { $0.metadata["more"].map { "\($0)" } } == [nil, "10", "10", nil, "4"])
        let first = told.first?.metadata["text"].map { "\($0)" } ?? ""
        #expect(first == DecodeError.wrongMagic(0).description)
        #expect(first.contains("check its endpoint"), "it says what to do")
        #expect(told[3].metadata["kind"] == "illegalName")
    }
    @Test func `a change of pace has its line, and a coordinator that cannot decide one a second`()
    {
        let pace = AgreedPace(
            Pace(
                capturePeriod: .milliseconds(150), credit: 1, reason: .phaseAssigned,
                origin: 1_530_000_000), own: .milliseconds(100), slowest: .milliseconds(200))
        let exceeded = AgreedPace(
            Pace(capturePeriod: .seconds(60), credit: 2, reason: .overload, origin: 0),
            own: .milliseconds(100), slowest: .milliseconds(200))
        var (attempts, rejections) = (AttemptLog(), RejectionLog())
        let lines = logged { logger in
            for (index, change) in [pace, exceeded, nil, exceeded, nil].enumerated() {
                EdgeEventLog.write(
                    .paceChanged(change), at: .milliseconds(UInt64(1_000 + 500 * index)),
                    to: logger, attempts: &attempts, rejections: &rejections)
            }
        }
        #expect(lines.map(\.level) == [.notice, .debug, .notice, .debug, .notice])
        #expect(
            lines.map(\.event)
                == ["pace.changed", "pace.changed", "pace.ended", "pace.changed", "pace.ended"])
        #expect(
            lines[0].metadata == [
                "period_ms": "150.0", "phase_ms": "30.0", "credit": "1",
                "reason": "phaseAssigned", "exceeded": "false",
            ])
        #expect(lines[1].metadata["exceeded"] == "true")
        #expect(
            DriveLogLines.pace(pace, at: 2)
                == #"{"kind":"pace","t":2.000,"periodMs":150.0,"phaseMs":30.0,"credit":1,"#
                + #""reason":"phaseAssigned","exceeded":false}"#)
    }
    @Test func `a rejected plan and a rejected frame say once what is wrong and what to do`() {
        var (attempts, rejections) = (AttemptLog(), RejectionLog())
        let lines = logged { logger in
            for step in 0..<3 {
                EdgeEventLog.write(
                    .planRejected(.cloud, CaptureID(1), .notFinite(step: step, channel: 1)),
                    at: .origin, to: logger, attempts: &attempts, rejections: &rejections)
                EdgeEventLog.write(
                    .frameRejected(.staleEpoch), at: .origin, to: logger, attempts: &attempts,
                    rejections: &rejections)
            }
        }
        #expect(lines.map(\.level) == [.warning, .warning, .debug, .debug, .debug, .debug])
        #expect(lines[0].metadata["reason"] == "notFinite:step0:channel1")
        #expect(lines[0].metadata["text"].map { "\($0)".contains("look at its model") } == true)
        #expect(lines[1].metadata["text"] != nil)
    }
    @Test func `a coordinator's end tells each fate and cause that occurred`() throws {
        var counts = CoordinatorCounts()
        counts.arrivals = 7
        counts.count(.answered, nil)
        counts.count(.expired, .budgetSpent)
        counts.count(.rejected, .noCredit)
        counts.count(.superseded, .newerCapture)
        counts.count(.failed, .workerFailed)
        counts.count(.lost, nil)
        counts.running = 1
        counts.strayResults = 2
        counts.sessionlessMessages = 3
        counts.refusalsWithheld = 4
        counts.unknownKinds = 5
        counts.failsafeReports = 7
        counts.failsafeReportsWithheld = 8
        var transport = TransportCounts()
        transport.oversized = 6
        let line = try #require(
            logged { CoordinatorEventLog.write(counts, transport, to: $0) }.first)
        let expected: [String: String] = [
            "arrivals": "7", "answered": "1", "answered_late": "0", "batches": "0",
            "plans_not_taken": "0", "balanced": "true", "unsent": "0", "undecodable": "0",
            "refusals": "0", "expired": "1", "rejected": "1", "superseded": "1", "failed": "1",
            "lost": "1", "running": "1", "cause:budgetSpent": "1", "cause:noCredit": "1",
            "cause:newerCapture": "1", "cause:workerFailed": "1", "stray_results": "2",
            "sessionless": "3", "refusals_withheld": "4", "unknown_kinds": "5", "oversized": "6",
            "failsafe_reports": "7", "failsafe_reports_withheld": "8",
        ]
        #expect(line.metadata.mapValues { "\($0)" } == expected)
    }
    @Test func `each kind of coordinator event has its line`() {
        let peer = PeerID(5)
        let events: [CoordinatorEvent] = [
            .deviceOpened(peer, name: "car"), .deviceClosed(peer, name: "car", .silence),
            .workerOpened(peer, name: "w", batchLimit: 8),
            .workerClosed(peer, name: "w", .unresponsive), .workerDraining(peer),
            .workerSuspected(peer), .workerTrusted(peer),
            .refused(peer, .device, .wrongBundle),
            .violated(peer, .worker, .wrongPayloads),
            .ended(peer, latentSequence: 9, .expired, .budgetSpent, waited: .milliseconds(3)),
            .batchStarted(peer, batch: 1, members: 2),
            .batchFinished(peer, batch: 1, members: 2, computed: .milliseconds(4)), .drained,
            .planNotTaken(peer, latentSequence: 9),
            .deviceReported(peer, name: "car", Self.report(.nominal, nil)),
        ]
        let lines = logged { logger in
            for event in events { CoordinatorEventLog.write(event, to: logger) }
        }
        #expect(lines.count == events.count)
        #expect(Set(lines.map(\.event)).count == events.count)
        #expect(lines[9].metadata["cause"] == "budgetSpent")
        #expect(lines[9].metadata["waited_ms"] == "3.0")
    }
    @Test func `a device's failsafe is told in the device's words, a warning from fallback on`() {
        let states: [(FailsafeState, ReportedState, ReportedStopLevel?)] = [
            (.standby, .standby, nil), (.nominal, .nominal, nil), (.degraded, .degraded, nil),
            (.fallback, .fallback, nil),
            (.minimalRiskManoeuvre(.comfortable), .minimalRiskManoeuvre, .comfortable),
            (.minimalRiskManoeuvre(.inLane), .minimalRiskManoeuvre, .inLane),
            (.minimalRiskManoeuvre(.emergency), .minimalRiskManoeuvre, .emergency),
            (.minimalRiskCondition, .minimalRiskCondition, nil),
            (.emergencyStop, .emergencyStop, nil),
        ]
        let lines = logged { logger in
            for (_, state, level) in states {
                CoordinatorEventLog.write(
                    .deviceReported(PeerID(5), name: "car", Self.report(state, level)), to: logger)
            }
        }
        #expect(lines.map { "\($0.metadata["state"] ?? "")" } == states.map { "\($0.0)" })
        #expect(
            lines.map { "\($0.metadata["severity"] ?? "")" } == states.map { "\($0.0.severity)" })
        #expect(
            lines.map(\.level) == states.map { $0.0.severity >= 2 ? .warning : .info })
        let facts: [String: String] = [
            "peer": "5", "name": "car", "state": "manoeuvre:inLane", "cause": "budgetSpent",
            "severity": "4", "plan_age_ms": "512.0",
        ]
        #expect(lines[5].event == "device.reported")
        #expect(lines[5].metadata.mapValues { "\($0)" } == facts)
        var blind = Self.report(.standby, nil)
        blind.planAge = nil
        let line = logged {
            CoordinatorEventLog.write(.deviceReported(PeerID(5), name: "car", blind), to: $0)
        }.first
        #expect(line?.metadata["plan_age_ms"] == "none")
    }
    private static func report(
        _ state: ReportedState, _ level: ReportedStopLevel?
    ) -> FailsafeReport {
        FailsafeReport(
            since: 1, planAge: .milliseconds(512), state: state, stopLevel: level,
            cause: .budgetSpent, cloudPlanTicks: 1, heldPlanTicks: 2, localPolicyTicks: 3,
            stoppingTicks: 4, standstillTicks: 5, nobodyTicks: 6)
    }
    @Test func `each kind of worker event has its line`() {
        let events: [WorkerEvent] = [
            .established(epoch: 1), .lost(.silence), .started(execution: 1, batch: 2, members: 3),
            .executed(execution: 1, batch: 2, members: 3, computed: .milliseconds(5)),
            .turnedAway(batch: 2, .busy), .orphaned(batch: 2), .unsound(batch: 2, members: 1),
            .undecodable(.wrongMagic(7)), .coordinatorDraining,
        ]
        var attempts = AttemptLog()
        let lines = logged { logger in
            for event in events { WorkerEventLog.write(event, to: logger, attempts: &attempts) }
        }
        #expect(Set(lines.map(\.event)).count == events.count)
    }
    @Test func `a refusal is logged with its reason, its wait, its offer and what to do`() {
        var full = Refuse(
            reason: .full, retryAfter: .milliseconds(500), acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
        var late = full
        late.reason = .unattainable
        let bare = [full, late]
        full.offeredPeriod = .milliseconds(250)
        full.offeredBudget = .milliseconds(600)
        late.offeredBudget = .milliseconds(600)
        var lines: [Kept.Line] = []
        for refuse in bare + [full, late] {
            lines += logged { logger in
                var attempts = AttemptLog()
                var rejections = RejectionLog()
                EdgeEventLog.write(
                    .sessionRefused(refuse, endpoint: "tcp://a:1"), at: .origin, to: logger,
                    attempts: &attempts, rejections: &rejections)
                WorkerEventLog.write(.refused(refuse), to: logger, attempts: &attempts)
            }
        }
        // The second of each pair is the worker's, which another worker does not help.
        #expect(
            "\(lines[1].metadata["text"] ?? "")"
                == "there is no room at the coordinator; wait for another worker to end")
        let facts = lines.enumerated().filter { $0.offset % 2 == 0 }
            .map { $0.element.metadata.mapValues { "\($0)" } }
        #expect(facts.map { $0["reason"] } == ["full", "unattainable", "full", "unattainable"])
        #expect(facts.allSatisfy { $0["retry_after_ms"] == "500.0" })
        #expect(facts.map { $0["offered_period_ms"] } == [nil, nil, "250.0", nil])
        #expect(facts.map { $0["offered_budget_ms"] } == [nil, nil, "600.0", "600.0"])
        #expect(
            facts.map { $0["text"] } == [
                "there is no room at the coordinator; start another worker",
                "plans would not be here within the budget often enough; start another worker, "
                    + "or look at the link's round trip",
                "there is no room at the coordinator; capture no more often than every 250.0 ms, "
                    + "or allow a plan 600.0 ms from its capture, or start another worker",
                "plans would not be here within the budget often enough; allow a plan 600.0 ms "
                    + "from its capture, or start another worker, or look at the link's round trip",
            ])
    }
    @Test func `every reason of a refusal says what to do`() {
        let texts = RefuseReason.allCases.map { reason in
            Refuse(
                reason: reason, retryAfter: .zero, acceptedMajor: 1, acceptedMinor: 0,
                acceptedBundle: nil
            ).text(to: .device)
        }
        #expect(texts.allSatisfy { $0.contains("; ") } && Set(texts).count == texts.count)
    }
    @Test func `each kind of end of a try has one line until a session stands again`() {
        var attempts = AttemptLog()
        let refuse = Refuse(
            reason: .full, retryAfter: .zero, acceptedMajor: 1, acceptedMinor: 0,
            acceptedBundle: nil)
        let tries: [WorkerEvent] = [
            .lost(.connectTimeout), .lost(.connectTimeout), .refused(refuse),
            .lost(.refused(.full)),
            .refused(refuse), .lost(.refused(.full)), .lost(.connectTimeout),
        ]
        let events = [.lost(.goodbye(.finished))] + tries + [.established(epoch: 1)] + tries
        let lines = logged { logger in
            for event in events { WorkerEventLog.write(event, to: logger, attempts: &attempts) }
        }
        #expect(lines.count == events.count)
        let told = lines.filter { $0.level > .debug }.map {
            "\($0.event) \($0.metadata["reason"].map { "\($0)" } ?? "")"
        }
        let news = [
            "session.lost connectTimeout", "session.refused full",
            "session.lost refused:full",
        ]
        #expect(
            told == ["session.lost goodbye:finished"] + news
                + ["session.established "] + news)
    }
    @Test func `what went wrong is logged in words that do not depend on names in the program`() {
        let events: [EdgeEvent] = [
            .sessionLost(.goodbye(.finished), wasInUse: true),
            .sessionLost(.refused(.wrongBundle), wasInUse: false),
            .frameRejected(.unexpected(.latent)),
            .planRejected(.cloud, CaptureID(1), .notFinite(step: 2, channel: 1)),
            .planRejected(.cloud, CaptureID(1), .beliefNotFinite(index: 2)),
            .planRejected(.cloud, CaptureID(1), .outOfLimits(step: 2, channel: 1)),
            .planRejected(.cloud, CaptureID(1), .rateTooHigh(step: 0, channel: 3)),
            .fate(CaptureID(1), .rejected(.planRejected(.wrongShape))),
            .fate(CaptureID(1), .rejected(.outcome(.noCredit))),
            .fate(CaptureID(1), .lost(.sessionLost)),
        ]
        var attempts = AttemptLog()
        var rejections = RejectionLog()
        let lines = logged { logger in
            for event in events {
                EdgeEventLog.write(
                    event, at: .origin, to: logger, attempts: &attempts, rejections: &rejections)
            }
            WorkerEventLog.write(
                .lost(.goodbye(.replaced)), to: logger, attempts: &attempts)
            for reason in [ClosureReason.goodbye(.failed), .replaced] {
                CoordinatorEventLog.write(
                    .deviceClosed(PeerID(1), name: "car", reason), to: logger)
            }
            for violation in [
                ProtocolViolation.unexpected(.batch), .misshapenResult(batch: 7),
                .undecodable(.illegalName),
            ] {
                CoordinatorEventLog.write(.violated(PeerID(1), .device, violation), to: logger)
            }
        }
        let words = lines.compactMap { line in
            (line.metadata["reason"] ?? line.metadata["fate"] ?? line.metadata["violation"])
                .map { "\($0)" }
        }
        #expect(
            words.dropLast() == [
                "goodbye:finished", "refused:wrongBundle", "unexpected:latent",
                "notFinite:step2:channel1", "beliefNotFinite:belief2", "outOfLimits:step2:channel1",
                "rateTooHigh:step0:channel3", "rejected:planRejected:wrongShape",
                "rejected:outcome:noCredit", "lost:sessionLost", "goodbye:replaced",
                "goodbye:failed", "replaced", "unexpected:batch", "misshapenResult:batch7",
            ])
        #expect(words.last?.hasPrefix("undecodable: ") == true)
    }
}
