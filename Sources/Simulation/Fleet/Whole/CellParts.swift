import Batching
import CoordinatorCore
import EdgeCore
import Failsafe
import Randomness
import SansIO
import Session
import Timekeeping
import Wire
import WorkerCore

/// A scenario as configurations of real processes.
struct CellParts {
    let coordinator: CoordinatorConfiguration
    private let scenario: FleetScenario
    private let seed: Seed
    private let bundles: [BundleID]

    init(_ scenario: FleetScenario, seed: Seed) throws(WholeCellProblem) {
        try Self.check(scenario)
        self.scenario = scenario
        self.seed = seed
        bundles = scenario.models.indices.map(Self.bundle)
        coordinator = Self.coordinator(scenario, bundles)
    }

    func machines(_ devices: [FleetDevice]) -> [CellDevice] {
        devices.enumerated().map { index, device in
            let group = scenario.groups[Int(device.group)]
            let configuration = Self.device(
                group, name: name(of: index, group), bundles[group.model])
            var random = seed.stream("whole.clock", UInt64(index))
            let period = UInt64(group.period.nanoseconds)
            return CellDevice(
                configuration: configuration,
                clock: DeviceClock(
                    origin: FleetLimits.deviceOrigin + random.next() % FleetLimits.deviceOrigin,
                    period: period, trulyPeriod: device.ownPeriod),
                edge: EdgeMachine(
                    configuration: configuration, random: seed.stream("whole.device")),
                next: .origin, period: group.period)
        }
    }
    func servers(_ workers: [FleetWorker]) -> [CellServer] {
        workers.enumerated().compactMap { index, worker in
            let kind = scenario.workers[worker.kind]
            guard let models = OneOrMore(kind.models.map { served($0, kind) }) else { return nil }
            let configuration = WorkerConfiguration(
                name: "worker-\(index)", models: models, session: .standard)
            return CellServer(
                configuration: configuration,
                worker: WorkerCore(
                    configuration: configuration, random: seed.stream("whole.worker")))
        }
    }
    private func served(_ model: Int, _ kind: FleetScenario.Workers) -> ServedModel {
        let profile = scenario.models[model].profile
        let batches = Self.sizes(upTo: profile.batchLimit)
        return ServedModel(
            bundle: bundles[model], batchLimit: profile.batchLimit,
            serviceTimes: batches.map {
                let time = profile.time(batch: $0) * Int64(kind.slowness) / 1_000
                return ServiceTime(
                    batch: UInt16($0), time: time * Int64(scenario.claimedTime) / 1_000)
            }, plan: FleetLimits.planShape)
    }
    /// At most as many as a worker may tell of, spread by ratios.
    private static func sizes(upTo limit: Int) -> [Int] {
        var sizes: [Int] = []
        var size = 1
        while size < limit, sizes.count < Wire.Limits.serviceTimeCount - 1 {
            sizes.append(size)
            size = max(size + 1, size * 4 / 3)
        }
        return sizes + [limit]
    }
    private func name(of index: Int, _ group: FleetScenario.Group) -> String {
        scenario.tenantShares.count > 1 ? "tenant-\(group.tenant)/\(index)" : "device-\(index)"
    }
}

// MARK: Configurations

extension CellParts {
    private static func coordinator(
        _ scenario: FleetScenario, _ bundles: [BundleID]
    ) -> CoordinatorConfiguration {
        var coordinator = CoordinatorConfiguration.standard
        coordinator.bundles = bundles
        // Room for sessions that are lost and not yet noticed.
        let devices = min(scenario.deviceCount * 5 / 4 + 64, FleetLimits.cellDevices)
        let share = coordinator.referenceByteLimit / coordinator.deviceLimit
        coordinator.deviceLimit = devices
        coordinator.referenceByteLimit = share * devices
        coordinator.isPacing = scenario.phases == .assigned
        if scenario.tenantShares.count > 1 {
            coordinator.fleets = scenario.tenantShares.enumerated().map {
                Fleet(name: "tenant-\($0.offset)", share: $0.element)
            }
        }
        return coordinator
    }
    /// A car, but for what the scenario says, and with ages of plans to suit: whatever a device
    /// drives by, it lets its captures be twice as far apart.
    private static func device(
        _ group: FleetScenario.Group, name: String, _ bundle: BundleID
    ) -> EdgeConfiguration {
        var device = EdgeConfiguration.car(
            name: name, bundle: bundle, planLimits: .compactCar,
            rates: RateConfiguration.unmeasured)
        device.capturePeriod = group.period
        device.isCameraTriggered = true
        device.budget = group.deadline
        device.patience = max(device.patience, group.deadline * 2)
        device.requestClass = DeviceClass(group.requestClass)
        let oldest = max(
            group.period * (2 * FleetLimits.paceStretch) + FleetLimits.pacedArrival,
            group.deadline)
        device.failsafe.fallbackAge = max(device.failsafe.fallbackAge, oldest)
        return device
    }
    private static func bundle(_ model: Int) -> BundleID {
        let name = Array("tombolo simulation, model \(model)".utf8)
        let padding = [UInt8](repeating: 0, count: BundleID.byteCount - name.count)
        guard let bundle = BundleID(bytes: name + padding) else {
            preconditionFailure("32 bytes name a bundle")
        }
        return bundle
    }
    private static func check(_ scenario: FleetScenario) throws(WholeCellProblem) {
        let models = FleetLimits.cellModels
        guard scenario.models.count <= models else {
            throw .models(scenario.models.count, limit: models)
        }
        let members = Wire.Limits.batchMemberCount
        for model in scenario.models where model.profile.batchLimit > members {
            throw .batchLimit(model: model.name, model.profile.batchLimit, limit: members)
        }
        let workers = CoordinatorConfiguration.standard.workerLimit
        guard scenario.workerCount <= workers else {
            throw .workers(scenario.workerCount, limit: workers)
        }
        guard scenario.workers.allSatisfy({ !$0.models.isEmpty }) else { throw .idleWorkers }
        guard scenario.deviceCount <= FleetLimits.cellDevices else {
            throw .devices(scenario.deviceCount, limit: FleetLimits.cellDevices)
        }
        let tenants = scenario.tenantShares.count
        guard tenants <= FleetLimits.cellTenants else {
            throw .tenants(tenants, limit: FleetLimits.cellTenants)
        }
        for group in scenario.groups
        where !Wire.Limits.capturePeriod.contains(group.period) {
            throw .period(group: group.name)
        }
        guard scenario.networkBelief == 1_000 else {
            throw .networkBelief(scenario.networkBelief)
        }
    }
}

extension DeviceClass {
    fileprivate init(_ requestClass: RequestClass) {
        switch requestClass {
        case .urgent: self = .urgent
        case .ordinary: self = .ordinary
        case .background: self = .background
        }
    }
}
