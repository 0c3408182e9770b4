import Foundation
import Runtime
import Timekeeping

/// Coordinator, worker and car as children of this process.
struct DemoProcesses {
    private var coordinator: ChildProcess?
    private var worker: ChildProcess?
    private var car: ChildProcess?

    /// Starts all three, each once the one before is ready; `link` puts something between the car
    /// and the coordinator's port and says at which port the car finds it.
    mutating func start(
        _ drive: DemoDrive, log folder: String,
        link: (UInt16) throws(ProcessFailure) -> UInt16
    ) throws(ProcessFailure) {
        let program = DemoProcesses.thisProgram
        let free = "tcp://127.0.0.1:*"
        let coordinator = try launch(
            "coordinator", program, ["coordinator", "--devices", free, "--workers", free], folder)
        self.coordinator = coordinator
        let ready = try readiness(of: coordinator, patience: .seconds(20), folder)
        let worker = try launch(
            "worker", program,
            [
                "worker", "--coordinator", try field("workers", of: ready), "--bundle",
                drive.bundle,
            ], folder)
        self.worker = worker
        _ = try readiness(of: worker, patience: .seconds(120), folder)
        let port = try link(try port(of: try field("devices", of: ready)))
        let sibling = URL(fileURLWithPath: program).deletingLastPathComponent().path
        let car = try launch(
            "car", drive.edge ?? sibling + "/tombolo-edge",
            [
                "--coordinator", "tcp://127.0.0.1:\(port)", "--bundle", drive.bundle,
                "--scenario", drive.scenario, "--seed", "\(drive.seed)",
                "--duration", "\(drive.duration)", "--record", folder + "/drive.mcap",
                "--fallback-budget", "\(drive.fallbackBudget)",
                // Nobody stands by to release the car.
                "--release", "automatic",
            ], folder)
        self.car = car
        _ = try readiness(of: car, patience: .seconds(120), folder)
    }

    /// False once the car has come to the end of its drive.
    ///
    /// - Throws: if a process died before.
    func areRunning() throws(ProcessFailure) -> Bool {
        for case let child? in [coordinator, worker] where child.poll() != nil {
            throw DemoProcesses.death(of: child)
        }
        guard let car, let ending = car.poll() else { return true }
        guard ending == .status(0) else { throw DemoProcesses.death(of: car) }
        return false
    }
    /// Ends all that still run, the car first, and leaves none behind.
    mutating func endAll() {
        for case let child? in [car, worker, coordinator] { child.end(patience: .seconds(3)) }
    }

    /// The file this program was started from.
    private static var thisProgram: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    }
    private static func death(of child: ChildProcess) -> ProcessFailure {
        let how =
            switch child.ending {
            case .status(let status): "ended with status \(status)"
            case .signal(let signal): "was ended by signal \(signal)"
            case nil: "is gone"
            }
        return ProcessFailure(.software, "the \(child.name) \(how) in the middle of the drive")
    }

    private func launch(
        _ name: String, _ path: String, _ arguments: [String], _ folder: String
    ) throws(ProcessFailure) -> ChildProcess {
        try ChildProcess(
            name: name, path: path,
            arguments: arguments + ["--until-input-ends", "--log-level", "info"],
            errorLog: "\(folder)/\(name).log")
    }
    private func readiness(
        of child: ChildProcess, patience: Interval, _ folder: String
    ) throws(ProcessFailure) -> String {
        if let line = child.line(beginning: "ready", patience: patience) { return line }
        let log = "\(folder)/\(child.name).log"
        let text = FileManager.default.contents(atPath: log).map {
            String(decoding: $0, as: UTF8.self)
        }
        let last = text?.split(separator: "\n").last.map(String.init) ?? "it said nothing"
        throw ProcessFailure(.software, "the \(child.name) did not start: \(last)")
    }
    private func field(_ name: String, of line: String) throws(ProcessFailure) -> String {
        for word in line.split(separator: " ") where word.hasPrefix(name + "=") {
            return String(word.dropFirst(name.count + 1))
        }
        throw ProcessFailure(.software, "the coordinator did not say where it listens: \(line)")
    }
    private func port(of endpoint: String) throws(ProcessFailure) -> UInt16 {
        guard let digits = endpoint.split(separator: ":").last, let port = UInt16(digits) else {
            throw ProcessFailure(.software, "the coordinator listens at \(endpoint), not at a port")
        }
        return port
    }
}
