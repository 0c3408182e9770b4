import Foundation
import Testing
import Timekeeping
import Wire

@testable import tombolo

extension ProcessTests {
    @Suite struct DriveTests {
        @Test func `drives by the cloud's plans and ends every process in order`() throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, devices, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            try worker.line(with: "ready coordinator=\(workers)")
            let stolen = StolenTime()
            let edge = try stage.edge(devices, "--duration", "8")
            try coordinator.line(with: "event=device.opened", "name=car-1")
            #expect(try edge.status() == 0)
            try edge.line(with: "ended cause=duration standing=true", "balanced=true")

            let drive = try stage.drive()
            let summary = drive.summary
            // 50 Hz for the duration and a farewell; a missed tick is counted, never forgotten.
            let due = Int(summary.durationS * 50)
            #expect(abs(summary.ticks + summary.missed - due) <= 10)
            let grant = try edge.line(with: "event=control.begins")
            #expect(summary.missed <= Punctuality.missesAllowed(grant, of: due, stolen), "\(grant)")
            #expect(drive.fateSum == summary.captures)
            #expect(summary.captures > 40 && summary.frames > 20)
            let bytes = try #require(summary.frameBytesMean)
            #expect(bytes > 0 && bytes < 55_296, "smaller than the picture")
            try expectWholeFrames(drive)
            let answered = try #require(summary.fates["answered"])
            #expect(answered > 20)
            let plans = drive.records.filter { $0.kind == "plan" }
            #expect(plans.count >= answered)
            #expect(plans.allSatisfy { ($0.latencyMs ?? 0) > 0 })
            #expect(drive.records.contains { $0.kind == "frame" })
            #expect(drive.drivers.contains("cloudPlan"))
            #expect((summary.byDriverS["cloudPlan"] ?? 0) > 1)
            #expect(summary.distanceM > 1)
            // The end of the time is no end of the motion: the car stops first, comfortably.
            #expect(summary.ending == "duration" && summary.standing)
            let stop = try #require(
                drive.records.last { $0.kind == "transition" && $0.to == "condition" })
            #expect(stop.cause == "standstill")
            #expect(drive.records.contains { $0.kind == "transition" && $0.cause == "disarmed" })
            #expect((drive.ticks.last?.speed ?? .infinity) < 0.05)
            #expect(drive.longestPause < 1)

            // Told goodbye, the worker waits for another coordinator until it is told to end, too.
            coordinator.interrupt()
            #expect(try coordinator.status() == 0)
            let count = try coordinator.value(of: "answered", inLineWith: "event=ended")
            #expect(try #require(Int(count)) >= answered)
            let arrivals = try coordinator.value(of: "arrivals", inLineWith: "event=ended")
            #expect(try #require(Int(arrivals)) == summary.frames, "what was sent came")
            try coordinator.line(with: "event=ended", "balanced=true", "undecodable=0")
            try worker.line(with: "event=session.lost", "goodbye")
            worker.terminate()
            #expect(try worker.status() == 0)
            try worker.line(with: "event=ended", "balanced=true")
        }

        /// Each frame counted is one that was sent, with its control part: as many bytes more than
        /// the latent's payload as a latent's header and body have.
        private func expectWholeFrames(_ drive: Drive) throws {
            let control = FrameEncoder.encode(
                Envelope(epoch: 1, sequence: 1, message: .latent(Self.header)),
                payloadByteCount: 1_000
            ).count
            let payloads = Set(drive.records.compactMap(\.payloadBytes))
            let sent = drive.records.filter { $0.kind == "sent" }.compactMap(\.bytes)
            #expect(sent.allSatisfy { payloads.contains($0 - control) })
            // The farewells are no part of the record; nothing is sent in them.
            #expect(sent.count == drive.summary.frames)
            let mean = Double(sent.reduce(0, +)) / Double(max(sent.count, 1))
            #expect(abs(mean - (drive.summary.frameBytesMean ?? 0)) <= 0.051)
        }
        private static let header = LatentHeader(
            captureStamp: 1, budget: .milliseconds(400), stream: 0, codec: 1, multiplier: 256,
            elementCount: 1_152, latentByteCount: 984, reference: 0, stateByteCount: 16,
            payloadChecksum: 0)

        @Test(arguments: [SIGINT, SIGTERM])
        func `ends each program on its own in order when it is told to`(signal: Int32) throws {
            let stage = try Stage()
            defer { stage.clear() }
            let (coordinator, _, workers) = try stage.coordinator()
            let worker = try stage.worker(workers)
            // Nobody listens at port 1; the device waits for its coordinator, standing.
            let edge = try stage.edge("tcp://127.0.0.1:1")
            try worker.line(with: "ready coordinator=")
            try edge.line(with: "ready coordinator=")
            for program in [edge, worker, coordinator] {
                if signal == SIGINT { program.interrupt() } else { program.terminate() }
                #expect(try program.status() == 0)
            }
            let drive = try stage.drive()
            #expect(drive.summary.sessions == 0)
            #expect(drive.summary.ending == "asked" && drive.summary.standing)
            #expect(drive.fateSum == drive.summary.captures)
        }
    }
}
