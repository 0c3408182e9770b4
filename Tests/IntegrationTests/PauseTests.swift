import Foundation
import Testing

@testable import tombolo

extension ProcessTests {
    /// Programs that are stopped where they are (SIGSTOP) and go on later.
    @Suite struct PauseTests {
        /// T_fb of a car, and two control ticks in which a record may be late.
        private static let fallbackSeconds = 0.54

        @Test func `a device paused for three seconds follows nothing old and drives again`() throws
        {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, workers) = try stage.coordinator()
            try stage.worker(workers).line(with: "ready coordinator=")
            let edge = try stage.edge(devices, "--release", "automatic")
            try edge.line(with: "event=failsafe.changed", "to=nominal")
            try coordinator.line(with: "event=device.reported", "state=nominal")

            let mark = edge.lineCount
            edge.pause()
            #expect(edge.waits(3, without: "event=failsafe", from: mark))
            edge.resume()
            try edge.line(with: "event=failsafe.changed", "to=condition", from: mark)
            try edge.line(with: "event=failsafe.changed", "to=nominal", from: mark)
            edge.interrupt()
            #expect(try edge.status() == 0)

            let drive = try stage.drive()
            #expect(drive.fateSum == drive.summary.captures)
            let (before, after) = try gap(drive)
            #expect(after - before >= 2.9)
            // Each tick that should have come is counted; one recorded tick in five is the gap's.
            #expect(drive.summary.missed >= Int((after - before - 0.2) / 0.02))
            #expect((drive.ticks.compactMap(\.lateMs).max() ?? 0) <= (after - before) * 1_000 + 100)
            let changes = drive.records.filter { $0.kind == "transition" }
            let first = try #require(changes.first { ($0.t ?? 0) > before + 0.2 })
            #expect((first.t ?? 0) <= after + 0.001, "with the very first tick")
            #expect(first.cause == "noPlan", "nothing is known of the motion meanwhile")
            try expectNothingOld(drive, before, after)
        }
        /// The longest time without a recorded tick.
        private func gap(_ drive: Drive) throws -> (before: Double, after: Double) {
            let times = drive.ticks.compactMap(\.t)
            let gaps = zip(times, times.dropFirst())
            return try #require(gaps.max { $0.1 - $0.0 < $1.1 - $1.0 })
        }
        private func expectNothingOld(_ drive: Drive, _ before: Double, _ after: Double) throws {
            let plans = drive.records.filter { $0.kind == "plan" && ($0.t ?? 0) > before + 0.2 }
            #expect(!plans.isEmpty)
            for plan in plans {
                let (taken, captured) = (plan.t ?? 0, plan.captureT ?? 0)
                #expect(taken - captured <= Self.fallbackSeconds)
                #expect(captured > after - Self.fallbackSeconds, "not one from before the pause")
            }
            let ticks = drive.ticks.filter { ($0.t ?? 0) >= after }
            for tick in ticks where ["cloudPlan", "heldPlan"].contains(tick.driver) {
                #expect((tick.ageMs ?? .infinity) <= Self.fallbackSeconds * 1_000)
            }
            let first = try #require(ticks.first)
            #expect(["stopping", "standstill"].contains(first.driver), "\(first)")
            let states = ticks.compactMap(\.state)
            let stopped = try #require(states.firstIndex(of: "condition"))
            #expect(states[..<stopped].allSatisfy { $0.hasPrefix("manoeuvre") })
        }

        @Test(arguments: ["coordinator", "worker"])
        func `a cloud paused for two seconds costs its plans, and the car goes on`(
            which: String
        ) throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            try worker.line(with: "ready coordinator=")
            let stolen = StolenTime()
            let edge = try stage.edge(devices, "--fallback-budget", "60")
            try edge.line(with: "event=failsafe.changed", "to=nominal")
            let paused = which == "worker" ? worker : coordinator
            let mark = edge.lineCount
            paused.pause()
            #expect(edge.waits(2, without: "to=manoeuvre", from: mark))
            try edge.line(with: "event=failsafe.changed", "to=fallback", from: mark)
            let back = edge.lineCount
            paused.resume()
            try edge.line(with: "event=failsafe.changed", "to=nominal", from: back)
            edge.interrupt()
            #expect(try edge.status() == 0)
            for program in [coordinator, worker] {
                program.interrupt()
                #expect(try program.status() == 0)
            }

            let drive = try stage.drive()
            #expect(drive.fateSum == drive.summary.captures)
            #expect(drive.longestPause < 1, "control went on all the time")
            let granted = try edge.line(with: "event=control.begins")
            let allowed = Punctuality.missesAllowed(granted, of: drive.summary.ticks, stolen)
            #expect(drive.summary.missed <= allowed)
            for plan in drive.records where plan.kind == "plan" {
                #expect((plan.t ?? 0) - (plan.captureT ?? 0) <= Self.fallbackSeconds)
            }
            // Until its own end it was not stopped: the local policy drove.
            let stops = drive.records.filter {
                $0.kind == "transition" && ($0.to ?? "").hasPrefix("manoeuvre")
            }
            #expect(stops.allSatisfy { $0.cause == "disarmed" })
        }
    }
}
