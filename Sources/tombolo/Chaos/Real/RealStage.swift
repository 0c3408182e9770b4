import Glibc
import LinkFiles
import Randomness
import Relay
import Runtime
import Timekeeping

/// Coordinator, worker and car of a case, each a process of its own, and a relay on each of the two
/// links between them.
final class RealStage {
    /// Where recordings and logs go.
    let folder: String
    let subject: RealCase
    private let bundle: String
    private let edge: String
    private var ports: (devices: UInt16, workers: UInt16)?
    private(set) var coordinator: ChildProcess?
    private(set) var worker: ChildProcess?
    private(set) var car: ChildProcess?
    private(set) var machine: ChildProcess?
    private(set) var witness: ChildProcess?
    private var relays: [RealFault.Place: LinkRelay] = [:]
    private(set) var station: MessageStation?
    private var starts = 0
    /// Logs that nobody reads.
    private var pipes: [Int32] = []

    init(_ subject: RealCase, folder: String, bundle: String, edge: String?) {
        self.subject = subject
        self.folder = folder
        self.bundle = bundle
        self.edge = edge ?? Programs.edge
    }

    /// Starts all but the car.
    func start() throws(ProcessFailure) {
        try startCoordinator()
        guard let ports else { return }
        for (place, port) in [
            (RealFault.Place.carLink, ports.devices), (.workerLink, ports.workers),
        ] {
            var target = "tcp://127.0.0.1:\(port)"
            if subject.fault.isTampering, subject.fault.place == place {
                let station = try MessageStation(target: target, seed: Seed(subject.seed))
                self.station = station
                target = "tcp://127.0.0.1:\(station.port)"
            }
            relays[place] = try relay(to: target)
        }
        try startWorker()
        if subject.fault.hasMachine { try startMachine() }
    }
    /// Starts another car, which no relay keeps from the coordinator.
    func startWitness(recording: String) throws(ProcessFailure) {
        let child = try Programs.start(
            "witness", edge,
            [
                "--name", "witness", "--coordinator", "tcp://127.0.0.1:\(ports?.devices ?? 0)",
                "--bundle", bundle, "--scenario", subject.scenario, "--seed",
                "\(subject.worldSeed)", "--record", "\(folder)/\(recording)", "--fallback-budget",
                "30",
            ], log: folder)
        witness = child
        _ = try Programs.readiness(of: child, patience: RealLimits.start, log: folder)
    }
    /// Starts what the car's program drives.
    func startMachine() throws(ProcessFailure) {
        let child = try launch(
            .machine, Programs.tombolo,
            [
                "world", "serve", port, "--scenario", subject.scenario, "--seed",
                "\(subject.worldSeed)", "--bundle", bundle,
            ])
        machine = child
        _ = try Programs.readiness(of: child, patience: RealLimits.start, log: folder)
    }
    /// Starts the coordinator, at its earlier ports if it had any.
    func startCoordinator() throws(ProcessFailure) {
        let devices = ports.map { "\($0.devices)" } ?? "*"
        let workers = ports.map { "\($0.workers)" } ?? "*"
        let child = try launch(
            .coordinator, Programs.tombolo,
            [
                "coordinator", "--devices", "tcp://127.0.0.1:\(devices)", "--workers",
                "tcp://127.0.0.1:\(workers)",
            ])
        coordinator = child
        let ready = try Programs.readiness(of: child, patience: RealLimits.start, log: folder)
        ports = (
            try Programs.port("devices", of: ready), try Programs.port("workers", of: ready)
        )
    }
    func startWorker() throws(ProcessFailure) {
        let child = try launch(
            .worker, Programs.tombolo,
            [
                "worker", "--coordinator", endpoint(of: .workerLink), "--bundle", bundle,
                "--batch-limit", "2",
            ])
        worker = child
        _ = try Programs.readiness(of: child, patience: RealLimits.start, log: folder)
    }
    /// Starts a car that records its drive as `recording`.
    func startCar(recording: String) throws(ProcessFailure) {
        let child = try launch(
            .car, edge,
            [
                "--coordinator", endpoint(of: .carLink), "--bundle", bundle,
                "--record", "\(folder)/\(recording)",
                "--fallback-budget", "\(subject.fallbackBudget)", "--release", "automatic",
            ]
                + (subject.fault.hasMachine
                    ? ["--machine", port]
                    : ["--scenario", subject.scenario, "--seed", "\(subject.worldSeed)"]))
        car = child
        _ = try Programs.readiness(of: child, patience: RealLimits.start, log: folder)
    }
    /// The process of this place, if it is one.
    func process(_ place: RealFault.Place) -> ChildProcess? {
        switch place {
        case .car: car
        case .coordinator: coordinator
        case .worker: worker
        case .machine: machine
        case .carLink, .workerLink: nil
        }
    }
    /// Has the relay of a link do something, and waits until it is done.
    func ask(_ place: RealFault.Place, _ order: RelayOrder) throws(ProcessFailure) {
        guard let relay = relays[place] else { return }
        try relay.obey(order)
    }
    /// Ends everything, however it is.
    func endAll() {
        for child in [car, witness, machine, worker, coordinator].compactMap({ $0 }) {
            child.send(SIGCONT)
            child.end(patience: .seconds(2))
        }
        for relay in relays.values { relay.close() }
        station?.close()
        for pipe in pipes { close(pipe) }
        pipes.removeAll()
    }

    private var port: String { "ipc://\(folder)/machine.sock" }
    private func endpoint(of place: RealFault.Place) -> String {
        "tcp://127.0.0.1:\(relays[place]?.port ?? 0)"
    }
    private func relay(to target: String) throws(ProcessFailure) -> LinkRelay {
        let scenario = LinkScenario(
            name: "chaos", about: "", seed: Seed(subject.seed), duration: .seconds(3_600),
            profile: .perfect, events: [])
        do throws(RelayError) {
            return try LinkRelay(RelayConfiguration(scenario: scenario, target: target))
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
    /// Starts a program; one that is started again has a log of its own.
    private func launch(
        _ place: RealFault.Place, _ path: String, _ arguments: [String]
    ) throws(ProcessFailure) -> ChildProcess {
        starts += 1
        let name = "\(starts)-\(place.rawValue)"
        guard subject.fault.place == place else {
            return try Programs.start(name, path, arguments, log: folder)
        }
        switch subject.fault.kind {
        case .clockApart:
            let seconds = Int(RealLimits.clockOffset.seconds)
            return try Programs.start(
                name, "/usr/bin/unshare",
                ["--time", "--boottime", "\(seconds)", "--monotonic", "\(seconds)", path]
                    + arguments, log: folder)
        case .logStalled:
            pipes.append(try ProcessLimits.makeStalledPipe(at: "\(folder)/\(name).log"))
            return try Programs.start(name, path, arguments, log: folder)
        case .killed, .paused, .diskFull, .cut, .cutUp, .cutDown, .stalled, .reset, .closed,
            .halfOpen, .blackholed, .refused, .unanswered, .slowReader, .lossy, .flapping,
            .corrupted,
            .duplicated, .replayed, .reordered:
            return try Programs.start(name, path, arguments, log: folder)
        }
    }
}
