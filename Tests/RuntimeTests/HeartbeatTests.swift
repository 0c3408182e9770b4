import Foundation
import Testing
import Timekeeping

@testable import Runtime

@Suite struct HeartbeatTests {
    private func instant(_ milliseconds: UInt64) -> Instant { .milliseconds(milliseconds) }
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func `signs of life are due with ticks alone, and the manager's twice in its limit`() {
        var schedule = BeatSchedule(
            period: .milliseconds(100), serviceLimit: .milliseconds(500))
        #expect(schedule.look(ticks: 0, at: instant(0)) == [])
        #expect(schedule.look(ticks: 1, at: instant(50)) == [.ready, .service, .beat])
        var signs: [UInt64: [BeatSchedule.Sign]] = [:]
        for look in 2...12 as ClosedRange<UInt64> {
            let due = schedule.look(ticks: look, at: instant(50 * look))
            if !due.isEmpty { signs[50 * look] = due }
        }
        #expect(
            signs == [
                150: [.beat], 250: [.beat], 300: [.service], 350: [.beat], 450: [.beat],
                550: [.service, .beat],
            ])
        // The loop hangs: its last tick is told of once, and then nothing, for as long as it does.
        for look in 13...100 as ClosedRange<UInt64> {
            let last: [UInt64: [BeatSchedule.Sign]] = [13: [.beat], 16: [.service]]
            #expect(schedule.look(ticks: 12, at: instant(50 * look)) == last[look, default: []])
        }
        #expect(schedule.look(ticks: 13, at: instant(6_000)) == [.service, .beat])
    }

    @Test func `an address is a path or an abstract name that fits`() {
        #expect(UnixAddress("/run/watch.sock")?.text == "/run/watch.sock")
        #expect(UnixAddress("@watch")?.text == "@watch")
        #expect(UnixAddress(option: "unix:@watch")?.text == "@watch")
        for text in ["", "/", "@", "watch", "tcp://a:1", "/a\u{0}b"] {
            #expect(UnixAddress(text) == nil, "\(text)")
        }
        #expect(UnixAddress(option: "/run/watch.sock") == nil)
        #expect(UnixAddress("/" + String(repeating: "a", count: 106)) != nil)
        #expect(UnixAddress("/" + String(repeating: "a", count: 107)) == nil)
    }

    @Test func `a service manager is what the environment says, for this process`() {
        let all = ["NOTIFY_SOCKET": "@m", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": "7"]
        #expect(ServiceNotifier(environment: [:]) == nil)
        #expect(ServiceNotifier(environment: ["NOTIFY_SOCKET": "vsock:2:1"]) == nil)
        #expect(
            ServiceNotifier(environment: all, process: 7)?.watchdogLimit == .milliseconds(500))
        #expect(ServiceNotifier(environment: all, process: 8)?.watchdogLimit == nil)
        #expect(ServiceNotifier(environment: all, process: 8)?.address.text == "@m")
        for wrong in ["", "x", "0", "-5", "99999", "3600000001", "9999999999999999999999"] {
            var environment = all
            environment["WATCHDOG_USEC"] = wrong
            let limit = ServiceNotifier(environment: environment, process: 7)?.watchdogLimit
            #expect(limit == nil, "\(wrong)")
        }
    }

    @Test(arguments: [false, true])
    func `a pulse is passed on while it beats, and its orderly end is told`(isAbstract: Bool) throws
    {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let places = ["manager", "watcher"].map { name in
            isAbstract ? "@\(folder.lastPathComponent)-\(name)" : "\(folder.path)/\(name)"
        }
        let manager = try DatagramListener(places[0])
        let watcher = try DatagramListener(places[1])
        let file = folder.appendingPathComponent("heartbeat")
        let shutdown = Shutdown()
        let heartbeat = try LoopHeartbeat(
            LoopHeartbeat.Places(
                manager: ServiceNotifier(
                    environment: ["NOTIFY_SOCKET": places[0], "WATCHDOG_USEC": "200000"]),
                file: file.path, socket: UnixAddress(places[1])), shutdown: shutdown)
        #expect(watcher.next() == "waiting 00000000000000000000\n")
        heartbeat.pulse.beat()
        #expect(manager.next() == "READY=1")
        #expect(manager.next() == "WATCHDOG=1")
        #expect(watcher.next() == "alive   00000000000000000001\n")
        heartbeat.pulse.beat()
        #expect(manager.next() == "WATCHDOG=1")
        #expect(watcher.next() == "alive   00000000000000000002\n")
        // Nothing beats now, so that the next thing heard is the end.
        shutdown.request()
        #expect(manager.next() == "STOPPING=1")
        heartbeat.end(isOrderly: true)
        #expect(watcher.next() == "stopped 00000000000000000002\n")
        #expect(
            try String(contentsOf: file, encoding: .utf8) == "stopped 00000000000000000002\n")
        #expect(heartbeat.counts.unheard == 0)
        #expect(heartbeat.counts.given == 12)
    }

    @Test func `nobody need listen, and a failed drive does not say that it stopped`() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("heartbeat")
        let heartbeat = try LoopHeartbeat(
            LoopHeartbeat.Places(
                manager: nil, file: file.path, socket: UnixAddress(folder.path + "/nobody")),
            shutdown: Shutdown())
        heartbeat.end(isOrderly: false)
        #expect(heartbeat.counts.unheard == 1)
        #expect(
            try String(contentsOf: file, encoding: .utf8) == "waiting 00000000000000000000\n")
        #expect(throws: ProcessFailure.self) {
            try LoopHeartbeat(
                LoopHeartbeat.Places(manager: nil, file: folder.path, socket: nil),
                shutdown: Shutdown())
        }
    }
}
