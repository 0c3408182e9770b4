import Batching
import Simulation
import Timekeeping

/// One run in numbers, for tables, JSON and the page. Shares are from 0 to 1.
struct FleetRunSummary: Codable, Hashable {
    /// What became of some captures.
    struct Captures: Codable, Hashable {
        var name: String
        var offered: UInt64
        var onTime: UInt64
        /// Plans that came too late.
        var late: UInt64
        /// Captures without a plan, by why; only those that happened.
        var unanswered: [String: UInt64]
        var goodput: Double
    }
    /// What was simulated: `batcher` for that alone, `whole` for all cores.
    var simulation = "batcher"
    /// What each side counted, of all cores.
    var accounts: FleetAccounts?
    /// Who scheduled it, without and with its knobs.
    var scheduler: String
    var choice: String
    /// What is asked for over what the workers can do in full batches.
    var load: Double
    var workers: Int
    var cells: Int
    var devices: Int
    var total: Captures
    var groups: [Captures]
    /// Plans in time over captures.
    var goodput: Double
    /// What no scheduler can exceed that does not know how long a plan will take to arrive.
    var bound: Double
    /// What not even one that knows can exceed.
    var clairvoyantBound: Double
    /// Goodput over its bound.
    var ratio: Double
    /// The share of device time with a plan no older than deadline and period.
    var freshShare: Double
    var ageMedianMilliseconds: Double
    var ageP99Milliseconds: Double
    var ageP999Milliseconds: Double
    /// The share of the workers' time that they were busy for.
    var busyShare: Double
    /// The largest share of its captures that one device had no plan in time for.
    var worstMiss: Double
    /// The most captures in a row that one device had no plan in time for.
    var longestStreak: Int
    /// Jain's index of the devices' shares of plans in time.
    var fairness: Double
    var meanBatch: Double
    /// Batches by their members: entry b - 1 is for b.
    var batchSizes: [UInt64]
    var digest: String

    init(_ run: FleetSimulationRun, of scenario: FleetScenario, scheduler: String, choice: String) {
        let result = run.result
        self.scheduler = scheduler
        self.choice = choice
        load = Self.rounded(scenario.load)
        workers = scenario.workerCount
        cells = run.cells.scenarios.count
        devices = scenario.deviceCount
        total = Captures("all", result.total)
        groups = zip(scenario.groups, result.groups).map { Captures($0.name, $1) }
        goodput = Self.rounded(result.total.goodput)
        bound = Self.rounded(result.bound)
        clairvoyantBound = Self.rounded(result.clairvoyantBound)
        ratio = Self.rounded(result.ratio)
        freshShare = Self.rounded(result.freshShare)
        ageMedianMilliseconds = result.age(quantile: 0.5).milliseconds
        ageP99Milliseconds = result.age(quantile: 0.99).milliseconds
        ageP999Milliseconds = result.age(quantile: 0.999).milliseconds
        busyShare = Self.rounded(result.busyShare)
        worstMiss = Self.rounded(result.worstMiss)
        longestStreak = result.longestStreak
        fairness = Self.rounded(result.fairness)
        let last = result.batchSizes.lastIndex { $0 > 0 } ?? -1
        batchSizes = Array(result.batchSizes[...last])
        let batches = batchSizes.reduce(0, +)
        let members = batchSizes.enumerated().reduce(0) { $0 + UInt64($1.offset + 1) * $1.element }
        meanBatch = Self.rounded(batches > 0 ? Double(members) / Double(batches) : 0)
        digest = Self.hexadecimal(result.digest.value)
    }

    /// The same of a run with all cores.
    init(_ whole: FleetWholeRun, of scenario: FleetScenario) {
        self.init(whole.run, of: scenario, scheduler: "ours", choice: "whole")
        simulation = "whole"
        accounts = FleetAccounts(whole.accounts)
    }

    /// To a millionth: what is further behind is noise, and long.
    static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
    private static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension FleetRunSummary.Captures {
    fileprivate init(_ name: String, _ tally: Simulation.FleetTally) {
        self.name = name
        offered = tally.offered
        onTime = tally.onTime
        late = tally.late
        goodput = FleetRunSummary.rounded(tally.goodput)
        var causes: [String: UInt64] = [:]
        for resolution in Resolution.allCases where resolution != .answered {
            causes["\(resolution)"] = tally[resolution]
        }
        causes["paced"] = tally.paced
        causes["cut"] = tally.cut
        causes["open"] = tally.open
        unanswered = causes.filter { $0.value > 0 }
    }
}
