import Foundation
import LinkFiles
import NetworkModel
import Relay
import Runtime
import Simulation
import Timekeeping

/// One drive of an experiment through real processes: coordinator, worker and car, and the relay
/// between car and coordinator.
struct RealDrive {
    let drive: DemoDrive
    let link: ExperimentLink
    /// When the link begins, since the beginning of the drive.
    let onset: Interval
    /// Where the logs go.
    let folder: String
    let shutdown: Shutdown

    /// Drives; what the car's own log says of it from the link's beginning on.
    func measures() throws(ProcessFailure) -> DriveMeasures {
        try prepareFolder()
        var processes = DemoProcesses()
        defer { processes.endAll() }
        var started: LinkRelay?
        try processes.start(drive, log: folder) { target throws(ProcessFailure) in
            let relay = try self.relay(to: target)
            started = relay
            return relay.port
        }
        guard let relay = started else {
            throw ProcessFailure(.software, "the relay was not started")
        }
        defer { relay.close() }
        try watch(&processes, relay)
        return try read()
    }

    private func prepareFolder() throws(ProcessFailure) {
        do {
            if FileManager.default.fileExists(atPath: folder + "/drive.mcap") {
                try FileManager.default.removeItem(atPath: folder + "/drive.mcap")
            }
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ProcessFailure(.file, "cannot write to \(folder); choose another --output")
        }
    }
    private func relay(to target: UInt16) throws(ProcessFailure) -> LinkRelay {
        var scenario = link.scenario
        scenario.profile = ExperimentLink.before
        scenario.events = []
        do throws(RelayError) {
            return try LinkRelay(
                RelayConfiguration(scenario: scenario, target: "tcp://127.0.0.1:\(target)"))
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
    /// Until the drive is over: what happens to the link happens by the drive's own time.
    private func watch(
        _ processes: inout DemoProcesses, _ relay: LinkRelay
    ) throws(ProcessFailure) {
        var clock = MonotonicClock()
        var watch = DriveWatch(path: folder + "/drive.mcap")
        var timeline: LinkTimeline?
        while try processes.areRunning() {
            shutdown.doorbell.wait(milliseconds: 20)
            guard !shutdown.isRequested else {
                throw ProcessFailure(.software, "interrupted")
            }
            let now = clock.now()
            watch.read(at: now)
            if timeline == nil, let t = watch.time(at: now), t >= onset.seconds {
                timeline = LinkTimeline(link.scenario, start: now)
                try relay.obey(.event(.profile(link.scenario.profile)))
            }
            while let event = timeline?.popDue(at: now) { try relay.obey(.event(event.kind)) }
        }
    }
    private func read() throws(ProcessFailure) -> DriveMeasures {
        let log: DriveLog
        do throws(DriveLogError) {
            log = try DriveLog(paths: [folder + "/drive.mcap"])
        } catch {
            throw ProcessFailure(.file, "\(error)")
        }
        return RealMeasures.measures(
            of: log, scenario: drive.scenario, seed: drive.seed, from: onset.seconds,
            until: drive.duration)
    }
}
