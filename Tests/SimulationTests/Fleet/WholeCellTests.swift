import Batching
import NetworkModel
import Randomness
import Testing
import Timekeeping

@testable import Simulation

/// A cell with all its cores: that it does what the batcher alone does, and that its checks check.
@Suite struct WholeCellTests {
    private static let seed = Seed(0x3ce11)

    /// Workers of 16 in 14 ms, and cars that ask `load` hundredths of what they can do.
    private static func cell(
        load: Int, workers: Int = 1, seconds: Int64 = 4, deadline: Int64 = 100
    ) -> FleetScenario {
        var scenario = FleetCells.cell(load: load, workers: workers, models: 1)
        scenario.groups.removeFirst()
        scenario.groups[0].count *= 2
        scenario.groups[0].deadline = .milliseconds(deadline)
        scenario.duration = .seconds(seconds)
        scenario.warmUp = .seconds(1)
        scenario.phases = .assigned
        return scenario
    }
    private static func whole(
        _ scenario: FleetScenario, seed: Seed = seed, stride: Int = 16
    ) throws -> WholeCellResult {
        var cell = try WholeCell(scenario, seed: seed, checkStride: stride)
        return try cell.run { _ in }
    }
    /// Both simulations bring as much in time, to so many thousandths, between two instants.
    private static func expectAgreement(
        _ whole: WholeCellResult, _ scenario: FleetScenario, within bound: Double,
        from start: Interval, to end: Interval
    ) {
        let alone = SchedulerChoice.ours.run(scenario, seed: seed)
        let (here, there) = (
            whole.fleet.goodput(from: start, to: end), alone.goodput(from: start, to: end)
        )
        #expect(abs(here - there) <= bound / 1_000, "\(here), alone \(there); seed \(seed.value)")
        #expect(whole.fleet.total.isBalanced && whole.accounts.captures.isBalanced)
        #expect(whole.fleet.total.goodput <= whole.fleet.clairvoyantBound)
    }

    @Test func `the same seed is the same run, another seed another`() throws {
        let scenario = Self.cell(load: 110, seconds: 2)
        let results = try [1, 1, 2].map { try Self.whole(scenario, seed: Seed($0)) }
        #expect(results[0].fleet.digest == results[1].fleet.digest)
        #expect(results[0].accounts == results[1].accounts)
        #expect(results[0].fleet.digest != results[2].fleet.digest)
    }
    @Test func `how often it is checked changes nothing`() throws {
        let scenario = Self.cell(load: 90, seconds: 2)
        let often = try Self.whole(scenario, stride: 1)
        let seldom = try Self.whole(scenario, stride: 1_000)
        #expect(often.fleet.digest == seldom.fleet.digest)
    }

    // MARK: The batcher alone

    @Test(arguments: [(80, FleetScenario.Phases.random), (80, .assigned), (130, .assigned)])
    func `all cores bring as much in time as the batcher alone`(
        load: Int, phases: FleetScenario.Phases
    ) throws {
        var scenario = Self.cell(load: load)
        scenario.phases = phases
        Self.expectAgreement(
            try Self.whole(scenario), scenario, within: 15, from: .seconds(1), to: .seconds(4))
    }
    @Test func `so they do when devices are asked for longer periods`() throws {
        let scenario = Self.cell(load: 180, seconds: 7, deadline: 200)
        let whole = try Self.whole(scenario)
        #expect(whole.fleet.total.paced > 0)
        // Periods are stretched by steps, and not in both at the same moments.
        Self.expectAgreement(
            whole, scenario, within: 25, from: .seconds(2), to: .seconds(7))
    }
    @Test func `so they do when a worker dies and comes back`() throws {
        var scenario = Self.cell(load: 70, workers: 2, seconds: 6)
        scenario.events = [
            .init(at: .milliseconds(2_507), .workerDies(0, noticedAfter: .milliseconds(100))),
            .init(at: .milliseconds(4_000), .workerReturns(0)),
        ]
        let whole = try Self.whole(scenario)
        #expect(whole.accounts.membersLost > 0)
        // With one worker of two left some devices are asked for longer periods.
        Self.expectAgreement(
            whole, scenario, within: 25, from: .seconds(1), to: .seconds(6))
    }
    @Test func `after an outage every device is back, and brings as much as before`() throws {
        var scenario = Self.cell(load: 80, seconds: 7)
        scenario.events = [.init(at: .seconds(2), .outage(.seconds(1)))]
        let whole = try Self.whole(scenario)
        let devices = UInt64(scenario.deviceCount)
        #expect(whole.accounts.sessions == 2 * devices)
        Self.expectAgreement(
            whole, scenario, within: 15, from: .milliseconds(3_600), to: .seconds(7))
        #expect(whole.accounts.captures.count(of: "lost") > 0)
    }
    @Test func `devices that are switched off and on again take part again`() throws {
        var scenario = Self.cell(load: 80, seconds: 4)
        let count = scenario.deviceCount
        scenario.events = [
            .init(at: .milliseconds(1_500), .connected(group: 0, count / 2)),
            .init(at: .milliseconds(2_500), .connected(group: 0, count)),
        ]
        let whole = try Self.whole(scenario)
        let again = UInt64(count - count / 2)
        #expect(whole.accounts.sessions == UInt64(count) + again)
        #expect(whole.fleet.goodput(from: .seconds(3), to: .seconds(4)) > 0.93)
    }
    @Test func `two models, two classes and two tenants share a cell`() throws {
        var scenario = FleetCells.cell(load: 90, workers: 2, models: 2)
        scenario.tenantShares = [3, 1]
        scenario.groups[1].tenant = 1
        scenario.groups[3].tenant = 1
        let whole = try Self.whole(scenario)
        let alone = SchedulerChoice.ours.run(scenario, seed: Self.seed)
        #expect(whole.fleet.groups.allSatisfy { $0.isBalanced && $0.onTime > 0 })
        let difference = abs(whole.fleet.total.goodput - alone.total.goodput)
        #expect(difference <= 0.015, "\(difference); seed \(Self.seed.value)")
    }

    // MARK: Checks

    @Test(arguments: [
        (CellFault.plansSwapped, [CellInvariant.ownPlan]),
        (.pacesUnheeded, [.paceObeyed]),
        (.fatesForgotten, [.oneFatePerCapture]),
        (.payloadsKept, [.payloadsHeld]),
    ])
    func `a planted fault is found`(fault: CellFault, caught: [CellInvariant]) throws {
        var cell = try WholeCell(
            Self.cell(load: 110, seconds: 8), seed: Self.seed, checkStride: 1)
        cell.fault = fault
        let violation = #expect(throws: CellViolation.self) { try cell.run { _ in } }
        #expect(violation.map { caught.contains($0.invariant) } ?? false, "\(violation as Any)")
        #expect(violation?.description.contains("seed \(Self.seed.value)") ?? false)
    }
    @Test func `what cannot be modelled is refused, with what to do`() {
        let cell = Self.cell(load: 80)
        func problem(_ change: (inout FleetScenario) -> Void) -> WholeCellProblem? {
            var scenario = cell
            change(&scenario)
            do throws(WholeCellProblem) {
                _ = try WholeCell(scenario, seed: Self.seed)
                return nil
            } catch {
                return error
            }
        }
        let large = ServiceProfile(
            base: .milliseconds(20), perMember: .microseconds(100), batchLimit: 65)
        #expect(problem { _ in } == nil)
        #expect(
            problem { $0.models[0].profile = large }
                == .batchLimit(model: "model 0", 65, limit: 64))
        #expect(problem { $0.workers[0].count = 17 } == .workers(17, limit: 16))
        #expect(problem { $0.workers[0].models = [] } == .idleWorkers)
        #expect(problem { $0.groups[0].count = 32_769 } == .devices(32_769, limit: 32_768))
        #expect(problem { $0.networkBelief = 500 } == .networkBelief(500))
        #expect(
            problem { $0.tenantShares = Array(repeating: 1, count: 16) }
                == .tenants(16, limit: 15))
        #expect(
            problem { $0.models += Array(repeating: $0.models[0], count: 4) }
                == .models(5, limit: 4))
        #expect(
            problem { $0.groups[0].period = .microseconds(900) } == .period(group: "group 1"))
        #expect(problem { $0.networkBelief = 500 }?.description.contains("leave") ?? false)
    }
    @Test(arguments: [-200_000, 0, 200_000])
    func `a device's clock is read and read back`(drift: Int64) {
        let period: UInt64 = 100_000_000
        let truly = UInt64(Int64(period) + drift / 10)
        let clock = DeviceClock(origin: 5_000_000_000, period: period, trulyPeriod: truly)
        var random = Self.seed.stream("clock")
        for _ in 0..<1_000 {
            let time = random.next() % 3_600_000_000_000
            let reading = clock.reading(at: time)
            let first = clock.time(of: reading)
            #expect(first <= time && clock.reading(at: first) >= reading)
            #expect(first == 0 || clock.reading(at: first - 1) < reading)
        }
        #expect(clock.time(of: Instant(nanoseconds: 1)) == 0)
    }
}
