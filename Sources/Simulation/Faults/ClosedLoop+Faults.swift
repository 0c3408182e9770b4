import CoordinatorCore
import EdgeCore
import NetworkModel
import Randomness
import SansIO
import Timekeeping
import WorkerCore

/// What goes wrong, and what becomes of it when it is over. Faults that only change an answer are
/// asked for where that answer is given.
extension ClosedLoop {
    /// Whether this goes wrong now.
    func isFaulty(_ kind: DriveFault.Kind) -> Bool { active.contains(kind) }

    mutating func begin(_ fault: DriveFault) throws(InvariantViolation) {
        active.append(fault.kind)
        switch fault.kind {
        case .coordinatorDead: endCoordinator()
        case .workerDead: endWorker()
        case .coordinatorPaused, .workerPaused, .devicePaused, .coordinatorNotReading:
            setReading()
        case .connectionReset: transports[Route.device.rawValue].resetConnections(at: now)
        case .connectionHalfOpen(let isDeviceGone):
            transports[Route.device.rawValue].halve(isClientGone: isDeviceGone, at: now)
        case .connectionBlackholed(let directions):
            for direction in directions {
                transports[Route.device.rawValue].blackhole(
                    direction, for: fault.length, at: now)
            }
        case .tampering, .failing, .slow, .backboneHung, .plansNotFinite, .plansOutOfRange,
            .odometryUnsound, .cameraStalled, .cameraRepeating, .cameraJumping, .actuatorsStuck:
            break
        }
        for route in Route.allCases { noteLink(route) }
    }
    mutating func end(_ kind: DriveFault.Kind) throws(InvariantViolation) {
        if let place = active.firstIndex(of: kind) { active.remove(at: place) }
        guard !isFaulty(kind) else { return }
        switch kind {
        case .coordinatorDead: startCoordinator()
        case .workerDead: try startWorker()
        case .coordinatorPaused: try resume(.coordinator)
        case .workerPaused: try resume(.worker)
        case .devicePaused: try resume(.edge)
        case .coordinatorNotReading: setReading()
        case .tampering(let direction, .reordered, _): try releaseHeldBack(direction)
        case .backboneHung: try resume(.worker)
        case .connectionReset, .connectionHalfOpen, .connectionBlackholed, .tampering, .failing,
            .slow, .plansNotFinite, .plansOutOfRange, .odometryUnsound, .cameraStalled,
            .cameraRepeating, .cameraJumping, .actuatorsStuck:
            break
        }
        for route in Route.allCases { noteLink(route) }
    }
}

// MARK: Processes that stand still

extension ClosedLoop {
    /// Whether a process stands still.
    func isPaused(_ station: Station) -> Bool {
        switch station {
        case .edge: isFaulty(.devicePaused)
        case .coordinator: isFaulty(.coordinatorPaused)
        case .worker: isFaulty(.workerPaused)
        }
    }
    /// Puts an event off that a process which stands still, or its backbone, would have to do with.
    mutating func putsOff(_ event: SimulationEvent) -> Bool {
        let isWaiting =
            switch event {
            case .headFinished, .encoded: isPaused(.edge)
            case .executed: isPaused(.worker) || isFaulty(.backboneHung)
            case .replayed(let output):
                isPaused(output.direction == .down ? .edge : .coordinator)
            case .capture, .tick, .wake, .link, .fault, .faultOver: false
            }
        if isWaiting { postponed.append(event) }
        return isWaiting
    }

    private mutating func setReading() {
        let isReading = !isPaused(.coordinator)
        transports[Route.device.rawValue].setCoordinatorReading(
            isReading && !isFaulty(.coordinatorNotReading))
        transports[Route.worker.rawValue].setCoordinatorReading(isReading)
        transports[Route.device.rawValue].setClientRunning(!isPaused(.edge))
        transports[Route.worker.rawValue].setClientRunning(!isPaused(.worker))
    }
    /// A process goes on: a due tick first, then its core's wake-up and what the camera took; what
    /// was computed and what its sockets have comes after that.
    private mutating func resume(_ station: Station) throws(InvariantViolation) {
        if station == .edge { try makeTick() }
        try wakeIfDue(station)
        let waiting = postponed
        postponed.removeAll()
        for event in waiting { events.schedule(event, at: now) }
        if station == .edge { try takeExposures() }
        setReading()
    }
    private mutating func wakeIfDue(_ station: Station) throws(InvariantViolation) {
        wakes[station.rawValue] = nil
        switch station {
        case .edge: try feed(EdgeInput.wake)
        case .coordinator: if isCoordinatorUp { try feed(CoordinatorInput.wake) }
        case .worker: if isWorkerUp { try feed(WorkerInput.wake) }
        }
    }
}

// MARK: Processes that end

extension ClosedLoop {
    private mutating func endCoordinator() {
        isCoordinatorUp = false
        wakes[Station.coordinator.rawValue] = nil
        stores[Station.coordinator.rawValue] = PayloadStore()
        peers = PeerPlaces()
        for route in Route.allCases { transports[route.rawValue].endCoordinator(at: now) }
    }
    private mutating func startCoordinator() {
        isCoordinatorUp = true
        coordinator = CoordinatorCore(configuration: configuration.coordinator)
        for route in Route.allCases { transports[route.rawValue].startCoordinator() }
    }
    private mutating func endWorker() {
        isWorkerUp = false
        wakes[Station.worker.rawValue] = nil
        stores[Station.worker.rawValue] = PayloadStore()
        transports[Route.worker.rawValue].endClient(at: now)
    }
    private mutating func startWorker() throws(InvariantViolation) {
        isWorkerUp = true
        workersStarted += 1
        worker = WorkerCore(
            configuration: configuration.worker,
            random: configuration.seed.stream("worker", workersStarted))
        try feed(WorkerInput.start)
    }
}
