import Batching
import Simulation
import Timekeeping

/// A scenario file: a fleet, its workers and network, and what happens to them.
///
/// `Docs/SIMULATION.md` describes the format. What is read is legal: a simulation of it begins.
struct FleetFile: Hashable {
    /// A model and how long a worker takes for its batches.
    struct Model: Hashable {
        var name: String
        var profile: FleetProfile
    }
    /// Workers that are alike.
    struct Workers: Hashable {
        var count: Int
        /// The places of the models they run.
        var models: [Int]
        /// What their times are multiplied by.
        var slowness: Double
    }
    /// How many devices a group has.
    enum Size: Hashable {
        case count(Int)
        /// As many as ask for this share of what all workers do in full batches.
        case load(Double)
    }
    /// Devices that are alike.
    struct Group: Hashable {
        var name: String
        var size: Size
        /// The place of the model they ask.
        var model: Int
        var requestClass: RequestClass
        /// The place of their tenant.
        var tenant: Int
        var period: Interval
        var deadline: Interval
        var uplink: FleetLink
        var downlink: FleetLink
        /// The standard deviation of the clocks' rates, parts per million.
        var drift: Double
        /// The standard deviation of what the coordinator gets the clocks wrong by.
        var clockError: Interval
    }
    /// Who shares the cell.
    struct Tenant: Hashable {
        var name: String
        var share: Int
    }
    /// How workers deviate from their profiles.
    struct Service: Hashable {
        /// The standard deviation of a batch's time, in thousandths of it.
        var noise = 20
        /// The way to a worker and back, for each batch.
        var control = Interval.microseconds(200)
        /// The thousandths of batches that take five times as long.
        var stragglers = 0
        /// The thousandths of their true time that workers claim.
        var claimed = 1_000
    }

    var name: String
    /// What it is for, in a sentence or two; may be empty.
    var about: String
    var seed: UInt64
    var duration: Interval
    /// Captures before this do not count.
    var warmUp: Interval
    var models: [Model]
    var workers: [Workers]
    var groups: [Group]
    var tenants: [Tenant]
    /// In order of time.
    var events: [FleetFileEvent]
    var service: Service
    /// What measured ways to devices are multiplied by before the coordinator learns of them, in
    /// thousandths.
    var networkBelief: Int
    /// Whether the coordinator assigns the devices' phases and, in overload, longer periods.
    var phases: FleetScenario.Phases

    var workerCount: Int { workers.reduce(0) { $0 + $1.count } }
}
