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
        let free = "tcp://127.0.0.1:*"
        let coordinator = try Programs.start(
            "coordinator", Programs.tombolo,
            ["coordinator", "--devices", free, "--workers", free], log: folder)
        self.coordinator = coordinator
        let ready = try Programs.readiness(of: coordinator, patience: .seconds(20), log: folder)
        let worker = try Programs.start(
            "worker", Programs.tombolo,
            [
                "worker", "--coordinator",
                "tcp://127.0.0.1:\(try Programs.port("workers", of: ready))", "--bundle",
                drive.bundle,
            ], log: folder)
        self.worker = worker
        _ = try Programs.readiness(of: worker, patience: .seconds(120), log: folder)
        let port = try link(try Programs.port("devices", of: ready))
        let car = try Programs.start(
            "car", drive.edge ?? Programs.edge,
            [
                "--coordinator", "tcp://127.0.0.1:\(port)", "--bundle", drive.bundle,
                "--scenario", drive.scenario, "--seed", "\(drive.seed)",
                "--duration", "\(drive.duration)", "--record", folder + "/drive.mcap",
                "--fallback-budget", "\(drive.fallbackBudget)",
                // Nobody stands by to release the car.
                "--release", "automatic",
            ], log: folder)
        self.car = car
        _ = try Programs.readiness(of: car, patience: .seconds(120), log: folder)
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

    private static func death(of child: ChildProcess) -> ProcessFailure {
        ProcessFailure(
            .software,
            "the \(child.name) \(Programs.words(for: child.ending)) in the middle of the drive")
    }
}
