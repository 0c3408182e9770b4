import Batching
import NetworkModel
public import Randomness
import SansIO
public import Timekeeping

/// One cell in virtual time: modelled devices, links and workers around a real scheduler.
///
/// Devices draw their delays from their own identity and the capture's instant, so every scheduler
/// meets the same fleet.
public struct FleetCell<Scheduler: CellScheduler> {
    let scenario: FleetScenario
    let hash: FleetHash
    var scheduler: Scheduler
    var now: UInt64 = 0
    var calendar: ArrivalCalendar
    var devices: [FleetDevice]
    var requests: FleetRequests
    var workers: [FleetWorker]
    var nextEnd = UInt64.max
    /// The network class of each group.
    let classes: [NetworkClass]
    /// The deadline of each group, in nanoseconds, its uplink and its downlink: the fleet's own
    /// copies, since a scenario is far to reach through.
    let links: [FleetLink]
    var book: FleetBook
    /// What is to happen, by time.
    var events: [(at: UInt64, what: FleetHappening)]
    /// When the first of those is.
    var nextEvent = UInt64.max
    var slowness = 1_000
    var cutUntil: UInt64 = 0
    var batchCount: UInt64 = 0
    var measured: UInt64 = 0
    var traced: Range<UInt64> = 0..<0
    /// Captures that count and are on their way to the coordinator, by group.
    var underWay: [UInt64]

    /// A cell before its first event.
    public init(_ scenario: FleetScenario, seed: Seed, scheduler: Scheduler) {
        self.scenario = scenario
        self.scheduler = scheduler
        hash = FleetHash(seed: seed)
        book = FleetBook(scenario)
        devices = FleetDevice.fleet(scenario, seed: seed)
        calendar = ArrivalCalendar(capacity: 4 * devices.count + 1_024)
        requests = FleetRequests()
        workers = FleetWorker.workers(scenario)
        classes = scenario.groups.map {
            NetworkClass(oneWay: $0.downlink.quantile(permille: 500))
        }
        links = scenario.groups.map {
            FleetLink(
                deadline: $0.deadline, deadlineNanoseconds: UInt64($0.deadline.nanoseconds),
                uplink: $0.uplink, downlink: $0.downlink)
        }
        events = scenario.events.sorted { $0.at < $1.at }
            .map { (UInt64(max($0.at.nanoseconds, 0)), .event($0.event)) }
        nextEvent = events.first?.at ?? .max
        underWay = scenario.groups.map { _ in 0 }
    }
    /// Keeps the batches dispatched between two instants to look at.
    public mutating func trace(from start: Interval, to end: Interval) {
        traced = UInt64(max(start.nanoseconds, 0))..<UInt64(max(end.nanoseconds, 0))
    }

    /// Runs it to its end.
    public mutating func run() -> FleetResult {
        begin()
        while step() {}
        return conclude()
    }

    private mutating func begin() {
        for index in scenario.groups.indices {
            let group = scenario.groups[index]
            precondition(group.model < scenario.models.count, "a group asks a model of the cell")
        }
        for (index, device) in devices.enumerated() {
            let group = scenario.groups[Int(device.group)]
            let profile = StreamProfile(
                model: ModelSlot(group.model), requestClass: group.requestClass,
                network: classes[Int(device.group)],
                tenant: TenantSlot(group.tenant),
                period: scenario.phases == .assigned ? group.period : nil)
            feed(.streamOpened(StreamSlot(index), profile))
            calendar.schedule(
                FleetSubject.capture(index), stamp: 0, at: device.nextCapture)
        }
        for index in workers.indices { join(index, isOnProbation: false) }
    }

    /// Makes the next thing happen; false when nothing that counts is left.
    private mutating func step() -> Bool {
        let arrival = calendar.next()
        let wake = scheduler.wakeup?.nanoseconds ?? .max
        let event = nextEvent
        let due = min(min(arrival, nextEnd), min(wake, event))
        guard due < book.countedUntil + FleetLimits.drainNanoseconds else { return false }
        now = max(now, due)
        if event == due {
            let first = events.removeFirst()
            nextEvent = events.first?.at ?? .max
            happen(first.what)
        } else if nextEnd == due {
            finishBatch()
        } else if arrival == due {
            let entry = calendar.pop()
            let device = Int(entry.subject >> 2)
            switch entry.subject & 3 {
            case FleetSubject.capture: capture(device, epoch: entry.stamp)
            case FleetSubject.arrival: arrive(device, capturedAt: entry.stamp)
            case FleetSubject.pacing: heedPace(device, epoch: entry.stamp)
            default:
                let network = classes[Int(devices[device].group)]
                feed(.downlinkMeasured(network, .nanoseconds(Int64(entry.stamp))))
            }
        } else {
            feed(.wake)
        }
        return true
    }

    /// Gives the scheduler an input and does what it wants.
    mutating func feed(_ input: BatcherInput) {
        scheduler.handle(input, at: Instant(nanoseconds: now))
        while let output = scheduler.nextOutput() {
            switch output {
            case .resolve(let id, let resolution): end(id, resolution)
            case .dispatch(let slot, let number): start(slot, number)
            case .dismiss(let slot):
                if workers[slot.index].isDead { continue }
                workers[slot.index].endBatch()
                findNextEnd()
            case .pace(let slot, let pacing): pace(slot.index, pacing)
            case .suspect, .trust, .strayResult: break
            }
        }
    }
}
