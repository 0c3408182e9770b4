import Simulation
import Timekeeping

/// For a simulation.
extension FleetFile {
    /// The scenario, with the groups that state a load as many devices as that takes.
    var scenario: FleetScenario {
        var scenario = FleetScenario(
            name: name,
            models: models.map { .init(name: $0.name, profile: $0.profile.profile) },
            workers: workers.map {
                .init(
                    count: $0.count, models: $0.models,
                    slowness: Int(($0.slowness * 1_000).rounded()))
            },
            groups: [])
        scenario.groups = groups.map { group in
            .init(
                name: group.name, count: count(of: group, in: scenario), model: group.model,
                requestClass: group.requestClass, tenant: group.tenant, period: group.period,
                deadline: group.deadline, uplink: group.uplink.distribution,
                downlink: group.downlink.distribution,
                drift: Int64((group.drift * 1_000).rounded()), clockError: group.clockError)
        }
        scenario.events = events.map { .init(at: $0.at, $0.fleetEvent) }
        scenario.duration = duration
        scenario.warmUp = warmUp
        scenario.serviceNoise = service.noise
        scenario.control = service.control
        scenario.stragglers = service.stragglers
        scenario.claimedTime = service.claimed
        scenario.networkBelief = networkBelief
        scenario.phases = phases
        scenario.tenantShares = tenants.map(\.share)
        return scenario
    }
    private func count(of group: Group, in scenario: FleetScenario) -> Int {
        switch group.size {
        case .count(let count): return count
        case .load(let load):
            let speed = scenario.workers.reduce(0.0) {
                $0 + Double($1.count) * 1_000 / Double($1.slowness)
            }
            let rate = load * speed * scenario.models[group.model].profile.fullRate
            let count = (rate * group.period.seconds).rounded()
            return Int(min(max(count, 1), Double(FleetFileLimits.devices)))
        }
    }

    /// With every group's devices counted, so that other workers no longer change them.
    func counted() -> FleetFile {
        var file = self
        for (index, group) in scenario.groups.enumerated() {
            file.groups[index].size = .count(group.count)
        }
        return file
    }
    /// With as many workers in all, the kinds in proportion, and the same devices.
    func with(workers count: Int) -> FleetFile {
        var file = counted()
        var (before, place) = (0, 0)
        for index in workers.indices {
            before += workers[index].count
            let next = (2 * before * count + workerCount) / (2 * workerCount)
            file.workers[index].count = next - place
            place = next
        }
        return file
    }
    /// With as many devices as ask for `load` of what the workers can do, the groups in proportion.
    func with(load: Double) -> FleetFile {
        var file = counted()
        let present = scenario.load
        guard present > 0 else { return file }
        for (index, group) in scenario.groups.enumerated() {
            let count = (Double(group.count) * load / present).rounded()
            file.groups[index].size = .count(
                Int(min(max(count, 1), Double(FleetFileLimits.devices))))
        }
        return file
    }
}

extension FleetFileEvent {
    fileprivate var fleetEvent: FleetScenario.Event {
        switch kind {
        case .workerDies(let worker, let notice): .workerDies(worker, noticedAfter: notice)
        case .workerReturns(let worker): .workerReturns(worker)
        case .slowness(let factor): .slowness(Int((factor * 1_000).rounded()))
        case .connected(let group, let count): .connected(group: group, count)
        case .outage(let span): .outage(span)
        }
    }
}
