import Simulation

/// A fleet divided into cells: each has its own coordinator, workers and devices.
struct FleetCells {
    /// One scenario a cell; the first is also the one to look at.
    let scenarios: [FleetScenario]

    /// How many cells a fleet needs.
    static func count(for scenario: FleetScenario) -> Int {
        max(
            divided(scenario.workerCount, FleetFileLimits.cellWorkers),
            divided(scenario.deviceCount, FleetFileLimits.cellDevices), 1)
    }
    /// Deals workers and devices out evenly; worker w of the fleet is worker w / count of cell
    /// w % count.
    ///
    /// Everything that knows how a fleet is divided is here: a real deployment sends each device to
    /// a cell by hashing, so that its cells differ by some devices more.
    init(_ scenario: FleetScenario, count: Int) {
        scenarios = (0..<count).map { Self.cell($0, of: count, scenario) }
    }

    /// The worker of the fleet that is `worker` of `cell`.
    func fleetWorker(_ worker: Int, ofCell cell: Int) -> Int { worker * scenarios.count + cell }

    private static func cell(_ cell: Int, of count: Int, _ fleet: FleetScenario) -> FleetScenario {
        guard count > 1 else { return fleet }
        var scenario = fleet
        var first = 0
        for index in fleet.workers.indices {
            let workers = fleet.workers[index].count
            scenario.workers[index].count = (first..<first + workers).count { $0 % count == cell }
            first += workers
        }
        for index in fleet.groups.indices {
            // Groups begin at different cells, so that not all of what remains is in the first.
            scenario.groups[index].count = share(
                fleet.groups[index].count, (cell + index) % count, of: count)
        }
        scenario.events = fleet.events.compactMap { event in
            var event = event
            switch event.event {
            case .workerDies(let worker, let notice):
                guard worker % count == cell else { return nil }
                event.event = .workerDies(worker / count, noticedAfter: notice)
            case .workerReturns(let worker):
                guard worker % count == cell else { return nil }
                event.event = .workerReturns(worker / count)
            case .connected(let group, let devices):
                event.event = .connected(
                    group: group, share(devices, (cell + group) % count, of: count))
            case .slowness, .outage: break
            }
            return event
        }
        return scenario
    }
    private static func share(_ sum: Int, _ place: Int, of count: Int) -> Int {
        sum / count + (place < sum % count ? 1 : 0)
    }
    private static func divided(_ sum: Int, _ part: Int) -> Int { (sum + part - 1) / part }
}
