import Foundation
import Glibc
import Runtime
import Synchronization
import Timekeeping

/// One run of a fleet against one other side.
struct LoadRun {
    let name: String
    let dialect: LoadDialect
    let endpoint: String
    /// The other side, if this call started it.
    let cluster: LoadCluster?

    /// What a driving thread ends with.
    private struct Share: Sendable {
        var tally = LoadTally()
        var latencies = LatencyCount()
        var failure: String?
    }
    /// What was used up to an instant, seconds.
    private struct Used {
        let middle: ProcessorTimes?
        let far: ProcessorTimes?
        let fleet = LoadRun.ownSeconds()
        let machine = LoadRun.machineSeconds()
    }

    /// Gathers the devices, measures, and takes the account.
    func measure() throws -> LoadResult {
        let plan = dialect.plan
        let clock = LoadClock()
        let shares = Mutex<[Share]>([])
        let (dialect, endpoint) = (dialect, endpoint)
        let threads = (0..<plan.threads).map { thread in
            let share =
                plan.devices * thread / plan.threads..<plan.devices * (thread + 1) / plan.threads
            return NamedThread("fleet-\(thread)", priority: .ordinary) {
                let ended = Self.drive(dialect, share, endpoint, clock)
                if ended.failure != nil { clock.stop() }
                shares.withLock { $0.append(ended) }
            }
        }
        let (before, after) = try watch(clock, shares)
        for thread in threads { thread.join() }
        var whole = Share()
        for share in shares.withLock({ $0 }) {
            if let failure = share.failure {
                throw BenchError.ended(thread: "fleet", reason: failure)
            }
            whole.tally.add(share.tally)
            whole.latencies.add(share.latencies)
        }
        return result(whole, before, after, cluster?.end() ?? [:])
    }

    private static func drive(
        _ dialect: LoadDialect, _ share: Range<Int>, _ endpoint: String, _ clock: LoadClock
    ) -> Share {
        do {
            let driver = try LoadDriver(
                dialect, share: share, endpoint: endpoint, clock: clock)
            try driver.run()
            return Share(tally: driver.tally, latencies: driver.latencies, failure: nil)
        } catch {
            return Share(failure: "\(error)")
        }
    }
    /// Waits for the devices, starts the measured time, and reads the processor clocks at its ends.
    private func watch(
        _ clock: LoadClock, _ shares: borrowing Mutex<[Share]>
    ) throws -> (Used, Used) {
        var time = MonotonicClock()
        let patience = time.now() + LoadLimits.gathering
        while clock.readyCount < dialect.plan.devices, time.now() < patience {
            guard shares.withLock({ $0.isEmpty }) else { break }
            show("\(clock.readyCount) of \(dialect.plan.devices) devices are ready")
            MonotonicClock.sleep(until: time.now() + .milliseconds(50))
        }
        if clock.readyCount < dialect.plan.devices {
            Console.print("  only \(clock.readyCount) of \(dialect.plan.devices) are ready")
        }
        let (from, until) = clock.start(at: time.now(), measured: dialect.plan.measured)
        MonotonicClock.sleep(until: from)
        let before = used()
        let answers = clock.answerCount
        while time.now() < until, shares.withLock({ $0.isEmpty }) {
            MonotonicClock.sleep(until: min(time.now() + .milliseconds(500), until))
            let passed = max((time.now() - from).milliseconds / 1_000, 0.001)
            let rate = Double(clock.answerCount - answers) / passed
            show(String(format: "%.0f s, %.0f plans/s", passed, rate))
        }
        let after = used()
        show("")
        try cluster?.check()
        return (before, after)
    }
    private func used() -> Used {
        let times = cluster?.processorTimes
        return Used(middle: times?.middle, far: times?.far)
    }
    private func show(_ progress: String) {
        guard Console.isTerminal else { return }
        Console.draw(progress.isEmpty ? "\r\u{1B}[K" : "\r\u{1B}[K  \(name): \(progress)")
    }

    private func result(
        _ whole: Share, _ before: Used, _ after: Used, _ said: [String: String]
    ) -> LoadResult {
        let seconds = dialect.plan.seconds
        let requests = Double(max(whole.tally.answered, 1))
        func cost(_ part: (Used) -> Double) -> Double {
            (part(after) - part(before)) * 1e6 / requests
        }
        let isOurs = cluster != nil
        return LoadResult(
            name: name, tally: whole.tally,
            answeredPerSecond: Double(whole.tally.answered) / seconds,
            messagesPerSecond: Double(whole.tally.messagesSent + whole.tally.messagesReceived)
                / seconds,
            p50: whole.latencies.milliseconds(0.5), p99: whole.latencies.milliseconds(0.99),
            p999: whole.latencies.milliseconds(0.999),
            microseconds: !isOurs
                ? nil
                : LoadResult.Cost(
                    middle: cost { $0.middle?.seconds ?? 0 },
                    middleInputOutput: cost { $0.middle?.inputOutputSeconds ?? 0 },
                    far: cost { $0.far?.seconds ?? 0 }),
            fleetProcessors: (after.fleet - before.fleet) / seconds,
            busyProcessors: (after.machine - before.machine) / seconds, said: said)
    }

    /// Processor seconds of this process.
    private static func ownSeconds() -> Double {
        var usage = rusage()
        _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
    /// Seconds in which this machine's processors were not idle, all together.
    private static func machineSeconds() -> Double {
        let text = FileManager.default.contents(atPath: "/proc/stat") ?? Data()
        let line = String(decoding: text, as: UTF8.self).prefix { $0 != "\n" }
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return 0 }
        // user, nice, system, (idle, waiting,) interrupts, soft interrupts, taken by the host.
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100
    }
}
