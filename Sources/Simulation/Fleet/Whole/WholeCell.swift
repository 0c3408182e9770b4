import Batching
import CoordinatorCore
import EdgeCore
public import Randomness
import SansIO
public import Timekeeping
import WorkerCore

/// One cell in virtual time with all its cores: the sessions, captures and paces of real devices, a
/// real coordinator, real workers. Modelled are links, cameras, computing and the bytes of
/// payloads.
///
///     camera -> EdgeMachine ==(link, in order)== CoordinatorCore --(rack)-- WorkerCore
///                 x 1,000s                                                    x 16
///
/// The captures, the delays of latents and plans, and the times of batches are those of `FleetCell`
/// with the same seed. What must hold is checked as it goes. Tests: `WholeCellTests`.
public struct WholeCell {
    let scenario: FleetScenario
    let seed: Seed
    let hash: FleetHash
    let checkStride: UInt64
    var now: UInt64 = 0
    var eventsNow = 0
    var calendar: ArrivalCalendar
    var book: FleetBook
    var accounts = CellAccounts()
    var coordinator: CoordinatorCore
    var coordinatorDue = UInt64.max
    /// What the coordinator's transport says of what it was given, not told yet.
    var words: [CoordinatorInput] = []
    var payloads = TaggedPayloads()
    let payloadLimit: Int
    /// The devices as the batcher alone meets them, and their processes.
    var devices: [FleetDevice]
    var machines: [CellDevice]
    /// The workers likewise.
    var workers: [FleetWorker]
    var servers: [CellServer]
    /// Of the devices, and of the workers behind them.
    var links: [CellLink]
    var peers = CellPeers()
    var frames = CellFrames()
    /// What is to happen, by time.
    var events: [(at: UInt64, what: FleetHappening)]
    var nextEvent = UInt64.max
    var slowness = 1_000
    var cutUntil: UInt64 = 0
    var batchCount: UInt64 = 0
    var traced: Range<UInt64> = 0..<0
    /// A mistake to find.
    var fault: CellFault?

    /// A cell before its first event, checked as often as costs little.
    public init(_ scenario: FleetScenario, seed: Seed) throws(WholeCellProblem) {
        try self.init(scenario, seed: seed, checkStride: FleetLimits.checkStride)
    }
    /// A cell before its first event; each of `checkStride` events is followed by the checks that
    /// take long, and the last one always.
    public init(
        _ scenario: FleetScenario, seed: Seed, checkStride: Int
    ) throws(WholeCellProblem) {
        let parts = try CellParts(scenario, seed: seed)
        self.scenario = scenario
        self.seed = seed
        self.checkStride = UInt64(max(checkStride, 1))
        hash = FleetHash(seed: seed)
        book = FleetBook(scenario)
        devices = FleetDevice.fleet(scenario, seed: seed)
        workers = FleetWorker.workers(scenario)
        coordinator = CoordinatorCore(configuration: parts.coordinator)
        payloadLimit = parts.coordinator.payloadCountLimit
        machines = parts.machines(devices)
        servers = parts.servers(workers)
        links = Array(repeating: CellLink(), count: devices.count + workers.count)
        calendar = ArrivalCalendar(capacity: 12 * devices.count + 1_024)
        events = scenario.events.sorted { $0.at < $1.at }
            .map { (UInt64(max($0.at.nanoseconds, 0)), .event($0.event)) }
        nextEvent = events.first?.at ?? .max
    }
    /// Keeps the batches that begin between two instants to look at.
    public mutating func trace(from start: Interval, to end: Interval) {
        traced = UInt64(max(start.nanoseconds, 0))..<UInt64(max(end.nanoseconds, 0))
    }

    /// Runs it to its end; once. `progress` is told after each simulated tenth of a second how much
    /// of it is over, from 0 to 1.
    public mutating func run(
        progress: (Double) -> Void
    ) throws(CellViolation) -> WholeCellResult {
        precondition(accounts.events == 0, "a whole cell runs once")
        try begin()
        let end = book.countedUntil + FleetLimits.drainNanoseconds
        var told: UInt64 = 0
        while try step(until: end) {
            if now >= told {
                progress(min(Double(now) / Double(end), 1))
                told = now + UInt64(FleetLimits.binNanoseconds)
            }
        }
        try checkAll()
        return conclude()
    }

    private mutating func begin() throws(CellViolation) {
        for index in workers.indices { try beginWorker(index) }
        for index in devices.indices {
            // Nobody switches a fleet on in one instant; its sessions stand before it counts.
            let begin = devices[index].nextCapture / 2
            calendar.schedule(CellSubject.begin.code(index), stamp: 0, at: begin)
        }
    }
    /// Makes the next thing happen; false when nothing that counts is left.
    private mutating func step(until end: UInt64) throws(CellViolation) -> Bool {
        let next = calendar.next()
        let due = min(min(next, coordinatorDue), nextEvent)
        guard due < end else { return false }
        eventsNow = due > now ? 0 : eventsNow + 1
        now = max(now, due)
        accounts.events += 1
        var client: Int?
        if nextEvent == due {
            let first = events.removeFirst()
            nextEvent = events.first?.at ?? .max
            try happen(first.what)
        } else if next == due {
            let entry = calendar.pop()
            let (place, subject) = CellSubject.parts(of: entry.subject)
            client = place
            try happen(subject, to: place, entry.stamp)
        } else {
            try feed(.wake)
        }
        try check(client)
        return true
    }
    private mutating func happen(
        _ subject: CellSubject, to client: Int, _ stamp: UInt64
    ) throws(CellViolation) {
        switch subject {
        case .capture: try capture(client, epoch: stamp)
        case .wake: try wake(client)
        case .atCoordinator: try takeAtCoordinator(client, frames.remove(stamp))
        case .atClient: try takeAtClient(client, frames.remove(stamp))
        case .opened: try noteOpened(client, stamp)
        case .closed: try noteClosed(client, stamp)
        case .begin: try beginDevice(client)
        case .executed: try finishExecution(client - devices.count, stamp)
        }
    }
    func violation(_ invariant: CellInvariant, _ client: Int?) -> CellViolation {
        CellViolation(
            invariant: invariant, scenario: scenario.name, seed: seed,
            elapsed: .nanoseconds(Int64(clamping: now)), client: client)
    }
}
