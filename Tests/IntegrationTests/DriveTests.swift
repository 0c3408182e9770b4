import Foundation
import Runtime
import Testing
import Timekeeping

@testable import tombolo

/// Coordinator, worker and car as real processes over TCP.
@Suite(.serialized) struct DriveTests {
    @Test func `a car goes on by itself when its coordinator dies and takes the next one`() throws {
        let programs = try Programs()
        let first = try programs.coordinator(as: "coordinator")
        _ = try programs.worker(at: first.workers, as: "worker")
        let log = programs.folder + "/drive.jsonl"
        let car = try programs.start(
            "tombolo-edge",
            [
                "--coordinator", first.devices, "--bundle", Programs.bundle, "--log-file", log,
                "--fallback-budget", "60", "--release", "automatic", "--duration", "90",
            ], as: "car")
        let trail = DriveTrail(path: log)
        let cloud = trail.tick(after: 0, patience: .seconds(60)) { $0.driver == "cloudPlan" }
        let drove = try #require(cloud, "the cloud never drove: \(programs.errors(of: "car"))")

        first.child.kill()
        let fallback = trail.tick(after: drove, patience: .seconds(20)) {
            $0.driver == "localPolicy"
        }
        let local = try #require(fallback, "the local policy never drove")

        func port(_ endpoint: String) throws -> String {
            try String(#require(endpoint.split(separator: ":").last))
        }
        let second = try programs.coordinator(
            devices: try port(first.devices), workers: try port(first.workers), as: "second")
        let again = trail.tick(after: local, patience: .seconds(40)) { $0.driver == "cloudPlan" }
        _ = try #require(again, "the cloud never drove again: \(programs.errors(of: "car"))")

        car.end(patience: .seconds(30))
        second.child.end(patience: .seconds(5))
        #expect(car.ending == .status(0))
        let summary = try #require(try DriveLog(path: log).summary)
        #expect(summary.missed == 0, "worst \(summary.worstLateMs) ms late")
        #expect(summary.isBalanced)
        #expect((summary.fates["answered"] ?? 0) > 0)
    }

    @Test func `a drive of its own length ends with every capture accounted for`() throws {
        let programs = try Programs()
        let coordinator = try programs.coordinator(as: "coordinator")
        let worker = try programs.worker(at: coordinator.workers, as: "worker")
        let log = programs.folder + "/drive.jsonl"
        let car = try programs.start(
            "tombolo-edge",
            [
                "--coordinator", coordinator.devices, "--bundle", Programs.bundle, "--log-file",
                log, "--duration", "4",
            ], as: "car")
        #expect(programs.ending(of: car, patience: .seconds(60)) == .status(0))
        let drive = try DriveLog(path: log)
        let summary = try #require(drive.summary)
        #expect(summary.isBalanced)
        #expect(summary.captures >= 38)
        #expect((summary.fates["answered"] ?? 0) >= 30)
        #expect(summary.ticks + summary.missed >= 200)
        #expect(drive.entries.contains { $0.kind == "frame" })
        #expect(worker.end(patience: .seconds(10)) == .status(0))
        #expect(coordinator.child.end(patience: .seconds(10)) == .status(0))
        #expect(programs.errors(of: "coordinator").contains("balanced=true"))
    }
}
