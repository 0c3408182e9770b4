import Cells
import Simulation

/// A fleet divided into cells: each has its own coordinator, workers and devices.
///
/// Everything that knows how a fleet is divided is here.
struct FleetCells {
    /// One scenario a cell; the first is also the one to look at.
    let scenarios: [FleetScenario]

    /// How many cells a fleet needs.
    static func count(for scenario: FleetScenario) -> Int {
        // One cell has them all, however many; of several the fullest has more than its share.
        let room =
            scenario.deviceCount <= FleetFileLimits.cellDevices
            ? FleetFileLimits.cellDevices
            : FleetFileLimits.cellDevices * 100 / (Cells.Limits.loadPercent + 1)
        return max(
            divided(scenario.workerCount, FleetFileLimits.cellWorkers),
            divided(scenario.deviceCount, room), 1)
    }
    /// Deals workers out evenly (worker w of the fleet is worker w / count of cell w % count) and
    /// sends each device to a cell by hashing its name, so that cells differ as they really do.
    init(_ scenario: FleetScenario, count: Int) {
        guard count > 1 else {
            scenarios = [scenario]
            return
        }
        let cells = (0..<count).map { Self.workers(of: $0, of: count, scenario) }
        let homes = Self.homes(of: scenario, in: cells)
        scenarios = cells.indices.map { cell in
            var part = cells[cell]
            for group in part.groups.indices {
                part.groups[group].count = homes[group].count { $0 == cell }
            }
            part.events = Self.events(of: cell, of: count, scenario, homes)
            return part
        }
    }

    /// The worker of the fleet that is `worker` of `cell`.
    func fleetWorker(_ worker: Int, ofCell cell: Int) -> Int { worker * scenarios.count + cell }

    private static func workers(
        of cell: Int, of count: Int, _ fleet: FleetScenario
    ) -> FleetScenario {
        var scenario = fleet
        var first = 0
        for index in fleet.workers.indices {
            let workers = fleet.workers[index].count
            scenario.workers[index].count = (first..<first + workers).count { $0 % count == cell }
            first += workers
        }
        return scenario
    }
    /// The cell of each device of each group.
    ///
    /// Devices of a model go to the cells that serve it, as much as each can do of it: a real one
    /// is refused elsewhere and goes on. Groups of one model share those cells, in their order.
    private static func homes(of fleet: FleetScenario, in cells: [FleetScenario]) -> [[Int]] {
        var homes = fleet.groups.map { _ in [Int]() }
        for model in fleet.models.indices {
            let groups = fleet.groups.indices.filter { fleet.groups[$0].model == model }
            var map = CellMap(
                cells: cellMapCells(of: model, cells),
                expected: groups.reduce(0) { $0 + fleet.groups[$1].count })
            for group in groups {
                let name = fleet.groups[group].name
                homes[group] = (0..<fleet.groups[group].count).map { device in
                    // Their names are their places.
                    Int(map.place("\(name)/\(device)").dropFirst(prefix.count)) ?? 0
                }
            }
        }
        return homes
    }
    private static let prefix = "cell-"
    private static func cellMapCells(of model: Int, _ cells: [FleetScenario]) -> [Cell] {
        let served = cells.enumerated().compactMap { place, cell -> Cell? in
            let capacity = cell.workers.filter { $0.models.contains(model) }
                .reduce(0) { $0 + $1.count * max(1_000_000 / max($1.slowness, 1), 1) }
            return capacity > 0 ? Cell(name: prefix + "\(place)", capacity: capacity) : nil
        }
        // A model that nobody serves still has devices that ask for it.
        return served.isEmpty
            ? cells.indices.map { Cell(name: prefix + "\($0)", capacity: 1) } : served
    }
    private static func events(
        of cell: Int, of count: Int, _ fleet: FleetScenario, _ homes: [[Int]]
    ) -> [FleetScenario.TimedEvent] {
        fleet.events.compactMap { event in
            var event = event
            switch event.event {
            case .workerDies(let worker, let notice):
                guard worker % count == cell else { return nil }
                event.event = .workerDies(worker / count, noticedAfter: notice)
            case .workerReturns(let worker):
                guard worker % count == cell else { return nil }
                event.event = .workerReturns(worker / count)
            case .connected(let group, let devices):
                // The first so many of the group are, wherever they are.
                event.event = .connected(
                    group: group, homes[group].prefix(devices).count { $0 == cell })
            case .slowness, .outage: break
            }
            return event
        }
    }
    private static func divided(_ sum: Int, _ part: Int) -> Int { (sum + part - 1) / part }
}
