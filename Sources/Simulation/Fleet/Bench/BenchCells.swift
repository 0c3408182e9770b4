import Batching
import NetworkModel
import Timekeeping

/// The cells on which schedulers are compared, by name.
///
/// Names read: models and deadline in ms, load in hundredths, then what is special. Devices
/// capture ten times a second at random phases, with clocks 50 ppm apart; links take 15 ms, one
/// message in a hundred 60 ms or more; a batch's time varies by 2 %.
public enum BenchCells {
    /// A backbone that is quick to start: 8 ms and 0.25 ms for each of at most 64.
    public static let profileA = ServiceProfile(
        base: .milliseconds(8), perMember: .microseconds(250), batchLimit: 64)
    /// A large one, slow to start: 20 ms and 0.1 ms for each of at most 128.
    public static let profileB = ServiceProfile(
        base: .milliseconds(20), perMember: .microseconds(100), batchLimit: 128)

    /// Every cell: steady ones first, then what disturbs.
    public static var all: [BenchCell] {
        steadyA + steadyB + longDeadline + small + manyModels + classes + disturbances
            + timeTriggered + robustness + steps + paced
    }
    /// The cell with a name, or nil.
    public static func named(_ name: String) -> BenchCell? { all.first { $0.name == name } }

    // MARK: Steady load

    static let loads = [30, 50, 70, 90, 95, 100, 105, 110, 130, 200]

    /// Profile A on eight workers, 100 ms.
    public static var steadyA: [BenchCell] {
        loads.map { load in
            BenchCell(
                scenario("A-100-\(load)", [profileA], load: load),
                leastRatio: load > 130 ? 0.97 : 0.98)
        }
    }
    /// Profile B on eight workers, 100 ms.
    public static var steadyB: [BenchCell] {
        loads.map { load in
            BenchCell(scenario("B-100-\(load)", [profileB], load: load), leastRatio: 0.97)
        }
    }
    /// Both profiles on eight workers, 200 ms.
    public static var longDeadline: [BenchCell] {
        loads.map { load in
            BenchCell(
                scenario("A-200-\(load)", [profileA], deadline: 200, load: load),
                leastRatio: load > 130 ? 0.97 : 0.98)
        }
            + [90, 100, 110, 130].map { load in
                BenchCell(
                    scenario("B-200-\(load)", [profileB], deadline: 200, load: load),
                    leastRatio: 0.97)
            }
    }
    /// One worker: nobody to share a burst with.
    public static var small: [BenchCell] {
        [50, 90, 100, 110, 130].map {
            BenchCell(scenario("A-100-\($0)-W1", [profileA], workers: 1, load: $0))
        }
    }
    /// Eight models of profile A on every worker, and A and B together.
    public static var manyModels: [BenchCell] {
        [50, 90, 100, 130].flatMap { load in
            [
                BenchCell(
                    scenario(
                        "8A-100-\(load)", Array(repeating: profileA, count: 8), load: load)),
                BenchCell(scenario("AB-100-\(load)", [profileA, profileB], load: load)),
            ]
        }
    }
    /// A fifth urgent with a tight deadline, the rest ordinary with a long one, in overload.
    public static var classes: [BenchCell] {
        var mixed = scenario("A-classes-130", [profileA], deadline: 200, load: 130)
        let all = mixed.groups[0].count
        var urgent = mixed.groups[0]
        urgent.name = "urgent"
        urgent.count = all / 5
        urgent.deadline = .milliseconds(100)
        urgent.requestClass = .urgent
        mixed.groups[0].count = all - all / 5
        mixed.groups.append(urgent)
        var cell = BenchCell(mixed, leastRatio: 0.98)
        cell.leastUrgent = 0.965
        return [cell]
    }

    // MARK: Parts

    /// A cell whose models share its load evenly.
    static func scenario(
        _ name: String, _ profiles: [ServiceProfile], deadline: Int64 = 100, workers: Int = 8,
        load: Int
    ) -> FleetScenario {
        let models = profiles.enumerated().map { index, profile in
            FleetScenario.Model(name: "model \(index)", profile: profile)
        }
        let groups = profiles.enumerated().map { index, profile in
            let count = devices(profile, workers: Double(workers), load: load) / profiles.count
            return group(index, count, deadline: deadline)
        }
        var scenario = FleetScenario(
            name: name, models: models,
            workers: [
                FleetScenario.Workers(
                    count: workers, models: Array(profiles.indices), slowness: 1_000)
            ],
            groups: groups)
        scenario.duration = .seconds(18)
        scenario.warmUp = .seconds(3)
        return scenario
    }
    /// How many devices at 10 Hz ask that much, in hundredths, of so many workers of speed 1.
    static func devices(_ profile: ServiceProfile, workers: Double, load: Int) -> Int {
        Int(workers * profile.fullRate * Double(load) / 100 / 10)
    }
    static func group(_ model: Int, _ count: Int, deadline: Int64) -> FleetScenario.Group {
        FleetScenario.Group(
            name: "devices \(model)", count: count, model: model, requestClass: .ordinary,
            tenant: 0, period: .milliseconds(100), deadline: .milliseconds(deadline),
            uplink: cellular, downlink: cellular, drift: 50_000, clockError: .zero)
    }
    static let cellular = DelayDistribution.lognormal(
        median: .milliseconds(15), p99: .milliseconds(60))
    static let nearby = DelayDistribution.lognormal(
        median: .milliseconds(5), p99: .milliseconds(10))
}
