public import Batching
public import NetworkModel
public import Timekeeping

/// A cell and what happens to it: models, workers, groups of devices, events.
public struct FleetScenario: Sendable {
    /// A model and how a worker of speed 1 runs it.
    public struct Model: Sendable {
        /// What people call it.
        public var name: String
        /// Its times.
        public var profile: ServiceProfile

        /// Makes the value from its fields.
        public init(name: String, profile: ServiceProfile) {
            self.name = name
            self.profile = profile
        }
    }
    /// Workers that are alike.
    public struct Workers: Sendable {
        /// How many.
        public var count: Int
        /// The places of the models they run.
        public var models: [Int]
        /// What their times are multiplied by, in thousandths.
        public var slowness: Int

        /// Makes the value from its fields.
        public init(count: Int, models: [Int], slowness: Int) {
            self.count = count
            self.models = models
            self.slowness = slowness
        }
    }
    /// Devices that are alike.
    public struct Group: Sendable {
        /// What people call it.
        public var name: String
        /// How many devices.
        public var count: Int
        /// The place of the model they ask.
        public var model: Int
        /// Their class.
        public var requestClass: RequestClass
        /// The place of their tenant.
        public var tenant: Int
        /// Time between two captures.
        public var period: Interval
        /// From a capture to the last instant at which its plan is of use.
        public var deadline: Interval
        /// From the device to the coordinator, encoding included.
        public var uplink: DelayDistribution
        /// From the coordinator to the device.
        public var downlink: DelayDistribution
        /// The standard deviation of the devices' clock rates, in parts per billion.
        public var drift: Int64
        /// The standard deviation of what the coordinator gets the devices' clocks wrong by.
        public var clockError: Interval

        /// Makes the value from its fields.
        public init(
            name: String, count: Int, model: Int, requestClass: RequestClass, tenant: Int,
            period: Interval, deadline: Interval, uplink: DelayDistribution,
            downlink: DelayDistribution, drift: Int64, clockError: Interval
        ) {
            self.name = name
            self.count = count
            self.model = model
            self.requestClass = requestClass
            self.tenant = tenant
            self.period = period
            self.deadline = deadline
            self.uplink = uplink
            self.downlink = downlink
            self.drift = drift
            self.clockError = clockError
        }
    }
    /// Something that happens.
    public enum Event: Hashable, Sendable {
        /// A worker dies with what it runs; the coordinator is told after the delay.
        case workerDies(Int, noticedAfter: Interval)
        /// It is back.
        case workerReturns(Int)
        /// All workers take this many thousandths of their time.
        case slowness(Int)
        /// The first devices of a group, this many of them, are connected; the others silent.
        case connected(group: Int, Int)
        /// All links are cut, for so long; then all devices reconnect and capture at once.
        case outage(Interval)
    }
    /// When it happens.
    public struct TimedEvent: Hashable, Sendable {
        /// From the start.
        public var at: Interval
        /// What.
        public var event: Event

        /// Makes the value from its fields.
        public init(at: Interval, _ event: Event) {
            self.at = at
            self.event = event
        }
    }

    /// What people call it.
    public var name: String
    /// The models of the cell.
    public var models: [Model]
    /// Its workers.
    public var workers: [Workers]
    /// Its devices.
    public var groups: [Group]
    /// What happens, in any order.
    public var events: [TimedEvent]
    /// Simulated time.
    public var duration: Interval
    /// Captures before this are not counted.
    public var warmUp: Interval
    /// The standard deviation of a batch's time, in thousandths of it.
    public var serviceNoise: Int
    /// Added to each batch's time: the way to the worker and back.
    public var control: Interval
    /// The thousandths of batches that take five times as long.
    public var stragglers: Int
    /// What the measured times on the way to devices are multiplied by before the coordinator
    /// learns of them, in thousandths: 1,000 unless its network model is to be wrong.
    public var networkBelief: Int
    /// The thousandths of their true time that the workers claim when they register.
    public var claimedTime: Int
    /// The shares of the tenants.
    public var tenantShares: [Int]
    /// How the devices' captures are spread.
    public var phases: Phases

    /// How captures are spread over the period, and paced.
    public enum Phases: String, Hashable, Sendable, CaseIterable {
        /// As each device happened to begin; nobody is paced.
        case random
        /// The coordinator assigns phases and, in overload, longer periods.
        case assigned
    }

    /// A scenario from its parts; the rest as in the standard bench.
    public init(name: String, models: [Model], workers: [Workers], groups: [Group]) {
        self.name = name
        self.models = models
        self.workers = workers
        self.groups = groups
        events = []
        duration = .seconds(20)
        warmUp = .seconds(5)
        serviceNoise = 20
        control = .microseconds(200)
        stragglers = 0
        networkBelief = 1_000
        claimedTime = 1_000
        tenantShares = [1]
        phases = .random
    }

    /// Workers of all kinds.
    public var workerCount: Int { workers.reduce(0) { $0 + $1.count } }
    /// Devices of all groups.
    public var deviceCount: Int { groups.reduce(0) { $0 + $1.count } }
    /// What is asked for over what the workers can do in full batches.
    public var load: Double {
        var demand = 0.0
        for (index, model) in models.enumerated() {
            let rate = groups.filter { $0.model == index }
                .reduce(0.0) { $0 + Double($1.count) / $1.period.seconds }
            demand += rate / model.profile.fullRate
        }
        let speed = workers.reduce(0.0) { $0 + Double($1.count) * 1_000 / Double($1.slowness) }
        return speed > 0 ? demand / speed : 0
    }
}
