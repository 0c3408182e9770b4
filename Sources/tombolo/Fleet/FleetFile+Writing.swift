import LocatedJSON
import Simulation
import Timekeeping

/// As JSON again.
extension FleetFile {
    /// What `init` reads as this value.
    var value: LocatedValue {
        let models = models.map { model in
            LocatedValue.object(["name": .text(model.name), "profile": model.profile.value])
        }
        return .object([
            "name": .text(name), "about": about.isEmpty ? nil : .text(about),
            "seed": .number(Double(seed)), "durationSeconds": .number(duration.seconds),
            "warmUpSeconds": .number(warmUp.seconds), "models": .list(models),
            "workers": .list(workers.map(value)), "groups": .list(groups.map(value)),
            "tenants": .list(
                tenants.map {
                    .object(["name": .text($0.name), "share": .number(Double($0.share))])
                }),
            "events": events.isEmpty
                ? nil : .list(events.map { $0.value(groups: groups.map(\.name)) }),
            "service": .object([
                "noisePermille": .number(Double(service.noise)),
                "controlMilliseconds": .number(service.control.milliseconds),
                "stragglersPermille": .number(Double(service.stragglers)),
                "claimedPermille": .number(Double(service.claimed)),
            ]),
            "networkBeliefPermille": .number(Double(networkBelief)),
            "phases": .text(phases.rawValue),
        ])
    }

    private func value(_ workers: Workers) -> LocatedValue {
        .object([
            "count": .number(Double(workers.count)),
            "models": .list(workers.models.map { .text(models[$0].name) }),
            "slowness": .number(workers.slowness),
        ])
    }
    private func value(_ group: Group) -> LocatedValue {
        let (count, load): (LocatedValue?, LocatedValue?) =
            switch group.size {
            case .count(let count): (.number(Double(count)), nil)
            case .load(let load): (nil, .number(load))
            }
        return .object([
            "name": .text(group.name), "count": count, "load": load,
            "model": .text(models[group.model].name), "class": .text("\(group.requestClass)"),
            "tenant": .text(tenants[group.tenant].name),
            "periodMilliseconds": .number(group.period.milliseconds),
            "deadlineMilliseconds": .number(group.deadline.milliseconds),
            "uplink": group.uplink.value, "downlink": group.downlink.value,
            "driftPartsPerMillion": .number(group.drift),
            "clockErrorMilliseconds": .number(group.clockError.milliseconds),
        ])
    }
}
