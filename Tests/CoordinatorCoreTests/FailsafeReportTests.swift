import Session
import Testing
import Timekeeping
import Wire

@testable import CoordinatorCore

/// What the coordinator does with what devices say of their failsafes: keep, count, tell.
@Suite struct FailsafeReportTests {
    private static func report(
        _ state: ReportedState, _ level: ReportedStopLevel? = nil, ticks: UInt64 = 1
    ) -> FailsafeReport {
        FailsafeReport(
            since: 1, planAge: .milliseconds(60), state: state, stopLevel: level, cause: .planAge,
            cloudPlanTicks: ticks, heldPlanTicks: 2, localPolicyTicks: 3, stoppingTicks: 4,
            standstillTicks: 5, nobodyTicks: 6)
    }
    private func send(_ report: FailsafeReport, from device: Int, in scene: inout Scene) {
        let envelope = scene.devices[device].envelope(.failsafeReport(report))
        scene.bench.handle(.deviceFrame(scene.devices[device].peer, envelope, payloads: []))
    }
    private func told(_ scene: Scene) -> [FailsafeReport] {
        scene.bench.events.compactMap {
            if case .deviceReported(_, _, let report) = $0 { report } else { nil }
        }
    }

    @Test func `keeps the latest of each device and tells each change of state once`() {
        var scene = Scene(workers: 1, devices: 2)
        #expect(scene.bench.core.failsafeReport(of: scene.devices[0].peer) == nil)
        let story = [
            Self.report(.standby), Self.report(.nominal), Self.report(.nominal, ticks: 50),
            Self.report(.degraded), Self.report(.fallback),
            Self.report(.minimalRiskManoeuvre, .comfortable),
            Self.report(.minimalRiskManoeuvre, .inLane),
            Self.report(.minimalRiskCondition), Self.report(.minimalRiskCondition, ticks: 51),
        ]
        for report in story { send(report, from: 0, in: &scene) }
        send(Self.report(.nominal), from: 1, in: &scene)
        let (first, second) = (scene.devices[0].peer, scene.devices[1].peer)
        let news = [0, 1, 3, 4, 5, 6, 7].map { story[$0] }
        #expect(
            scene.bench.events
                == news.map { .deviceReported(first, name: "car-1", $0) }
                + [.deviceReported(second, name: "car-2", Self.report(.nominal))])
        #expect(scene.bench.core.failsafeReport(of: first) == story.last)
        #expect(scene.bench.core.failsafeReport(of: second)?.state == .nominal)
        #expect(scene.counts.failsafeReports == 10 && scene.counts.unexpectedMessages == 0)
        #expect(scene.counts.failsafeReportsWithheld == 0 && scene.bench.sent.isEmpty)
    }

    @Test func `a new session begins anew, and what a lost one said is gone`() {
        var scene = Scene(workers: 1, devices: 1)
        send(Self.report(.fallback), from: 0, in: &scene)
        scene.devices[0].reopen(epoch: 77)
        scene.bench.hello(&scene.devices[0])
        #expect(scene.bench.core.failsafeReport(of: scene.devices[0].peer) == nil)
        scene.bench.clear()
        send(Self.report(.fallback), from: 0, in: &scene)
        #expect(told(scene).map(\.state) == [.fallback])
        scene.bench.handle(.peerClosed(scene.devices[0].peer))
        #expect(scene.bench.core.failsafeReport(of: scene.devices[0].peer) == nil)
    }

    @Test func `a report is a sign of life, and one out of place is not`() {
        var scene = Scene(workers: 1, devices: 2)
        for _ in 0..<4 {
            scene.bench.run(until: scene.bench.now + .milliseconds(400))
            send(Self.report(.nominal), from: 0, in: &scene)
            scene.bench.heartbeat(&scene.workers[0], worker: true)
        }
        #expect(scene.counts.devices == 1, "the silent one is gone, the other is not")
        // Again with the same number, of another epoch, from a worker, from a stranger.
        let twice = scene.devices[0].envelope(.failsafeReport(Self.report(.fallback)))
        let peer = scene.devices[0].peer
        scene.bench.handle(.deviceFrame(peer, twice, payloads: []))
        scene.bench.handle(.deviceFrame(peer, twice, payloads: []))
        let old = Envelope(epoch: 5, sequence: 900, message: twice.message)
        scene.bench.handle(.deviceFrame(peer, old, payloads: []))
        scene.bench.handle(.deviceFrame(scene.devices[1].peer, twice, payloads: []))
        let odd = scene.workers[0].envelope(twice.message)
        scene.bench.handle(.workerFrame(scene.workers[0].peer, odd, payloads: []))
        #expect(scene.counts.failsafeReports == 5 && told(scene).map(\.state).count == 2)
        #expect(scene.counts.sessionlessMessages == 3 && scene.counts.unexpectedMessages == 1)
    }

    @Test func `nothing is scheduled otherwise, whatever a device reports`() {
        var quiet = Scene(workers: 1, devices: 2)
        var loud = Scene(workers: 1, devices: 2)
        for state in ReportedState.allCases where state != .minimalRiskManoeuvre {
            send(Self.report(state), from: 0, in: &loud)
            _ = quiet.devices[0].envelope(.failsafeReport(Self.report(state)))
            for device in 0..<2 {
                quiet.bench.latent(&quiet.devices[device])
                loud.bench.latent(&loud.devices[device])
            }
            for _ in 0..<2 {
                quiet.bench.pass(5)
                loud.bench.pass(5)
                quiet.bench.result(&quiet.workers[0])
                loud.bench.result(&loud.workers[0])
            }
        }
        #expect(quiet.bench.sent.map(\.envelope) == loud.bench.sent.map(\.envelope))
        #expect(loud.bench.plans(to: loud.devices[0]).count > 3)
    }

    @Test func `a flood of changing states costs counters, one place and a bounded log`() {
        var scene = Scene(workers: 1, devices: 2)
        let flip: [ReportedState] = [.nominal, .fallback]
        for count in 0..<10_000 {
            send(Self.report(flip[count % 2], ticks: UInt64(count)), from: 0, in: &scene)
        }
        // Every second report repeats the state told last once nothing more is told.
        #expect(told(scene).count == Limits.toldReportBurst)
        #expect(scene.counts.failsafeReports == 10_000)
        #expect(scene.counts.failsafeReportsWithheld == 4_992)
        #expect(scene.counts.devices == 2 && scene.bench.sent.isEmpty)
        #expect(scene.counts.unexpectedMessages == 0 && scene.bench.core.counts.refusals == 0)
        // The other device is told of, and the flooder again when its time has come.
        send(Self.report(.degraded), from: 1, in: &scene)
        #expect(told(scene).last?.state == .degraded)
        send(Self.report(.emergencyStop), from: 0, in: &scene)
        #expect(told(scene).last?.state == .degraded)
        scene.bench.now = scene.bench.now + Limits.toldReportPeriod
        send(Self.report(.emergencyStop), from: 0, in: &scene)
        #expect(told(scene).last?.state == .emergencyStop, "withheld news is news still")
        // It is served as before.
        scene.bench.latent(&scene.devices[0])
        scene.bench.result(&scene.workers[0])
        #expect(scene.bench.plans(to: scene.devices[0]).count == 1)
    }
}
