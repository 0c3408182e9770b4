import Batching
import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping

/// What the batcher owes a fleet, in cells small enough for a debug build.
@Suite struct BatcherFleetTests {
    private static let seed = Seed(0xf1ee)
    private static let link = DelayDistribution.lognormal(
        median: .milliseconds(15), p99: .milliseconds(60))

    /// Workers of 16 in 14 ms and devices at 10 Hz that ask `load` hundredths of what they can do.
    private static func cell(
        load: Int, workers: Int = 2, seconds: Int64 = 6, deadline: Int64 = 100,
        phases: FleetScenario.Phases = .random
    ) -> FleetScenario {
        let profile = ServiceProfile(
            base: .milliseconds(6), perMember: .microseconds(500), batchLimit: 16)
        let count = Int(Double(2) * profile.fullRate * Double(load) / 1_000)
        var scenario = FleetScenario(
            name: "small", models: [.init(name: "model", profile: profile)],
            workers: [.init(count: workers, models: [0], slowness: 1_000)],
            groups: [
                .init(
                    name: "group", count: count, model: 0, requestClass: .ordinary, tenant: 0,
                    period: .milliseconds(100), deadline: .milliseconds(deadline), uplink: link,
                    downlink: link, drift: 50_000, clockError: .zero)
            ])
        scenario.duration = .seconds(seconds)
        scenario.warmUp = .seconds(1)
        scenario.phases = phases
        return scenario
    }
    private static func run(_ scenario: FleetScenario, seed: Seed = seed) -> FleetResult {
        var configuration = BatcherConfiguration.standard
        configuration.workerLimit = scenario.workerCount
        configuration.streamLimit = scenario.deviceCount
        var cell = FleetCell(
            scenario, seed: seed, scheduler: Batcher(configuration: configuration))
        return cell.run()
    }

    @Test(arguments: [50, 90, 130, 200])
    func `every capture has one end, and goodput is near what nobody can exceed`(load: Int) {
        let result = Self.run(Self.cell(load: load))
        #expect(result.total.isBalanced)
        #expect(result.total.goodput <= result.clairvoyantBound)
        #expect(result.ratio >= 0.93, "\(result.ratio); seed \(Self.seed.value)")
    }
    @Test func `the same seed is the same run, another seed another`() {
        let scenario = Self.cell(load: 110, seconds: 3)
        let digests = [1, 1, 2].map { Self.run(scenario, seed: Seed($0)).digest }
        #expect(digests[0] == digests[1] && digests[0] != digests[2])
    }
    @Test(arguments: [60, 100, 140])
    func `one more worker never lowers what is in time`(load: Int) {
        let onTime = (2...4).map {
            Self.run(Self.cell(load: load, workers: $0, seconds: 4)).total.goodput
        }
        for (fewer, more) in zip(onTime, onTime.dropFirst()) {
            #expect(more >= fewer - 0.01, "\(onTime); seed \(Self.seed.value)")
        }
    }
    @Test func `two seconds of twice the load are over two deadlines after they end`() {
        var scenario = Self.cell(load: 200, seconds: 9)
        let (all, usual) = (scenario.groups[0].count, scenario.groups[0].count * 4 / 10)
        scenario.events = [
            .init(at: .zero, .connected(group: 0, usual)),
            .init(at: .seconds(4), .connected(group: 0, all)),
            .init(at: .seconds(6), .connected(group: 0, usual)),
        ]
        let result = Self.run(scenario)
        let before = result.goodput(from: .seconds(2), to: .seconds(4))
        let after = result.goodput(from: .milliseconds(6_200), to: .seconds(9))
        #expect(after >= before - 0.01, "\(before), \(after); seed \(Self.seed.value)")
    }
    @Test func `in overload no device starves and all have the same share`() {
        let result = Self.run(Self.cell(load: 130, seconds: 11, deadline: 200, phases: .assigned))
        #expect(result.fairness >= 0.99, "Jain's index \(result.fairness)")
        #expect(result.longestStreak <= 8, "\(result.longestStreak)")
        #expect(result.worstMiss <= 2.5 * result.meanMiss + 0.05, "\(result.worstMiss)")
    }
    @Test func `clocks that are 10 ms off and links believed twice as long cost little`() {
        let honest = Self.run(Self.cell(load: 90)).total.goodput
        var scenario = Self.cell(load: 90)
        scenario.groups[0].clockError = .milliseconds(10)
        #expect(Self.run(scenario).total.goodput >= honest - 0.02)
        scenario = Self.cell(load: 90)
        scenario.networkBelief = 2_000
        #expect(Self.run(scenario).total.goodput >= honest - 0.02)
    }
    @Test func `a worker that dies costs its batch and what its share of the load was`() {
        var scenario = Self.cell(load: 60, workers: 3)
        scenario.events = [
            .init(at: .seconds(2), .workerDies(0, noticedAfter: .milliseconds(50))),
            .init(at: .seconds(4), .workerReturns(0)),
        ]
        let result = Self.run(scenario)
        #expect(result.total.isBalanced)
        let before = result.goodput(from: .seconds(1), to: .seconds(2))
        #expect(result.goodput(from: .milliseconds(2_200), to: .seconds(4)) >= before - 0.03)
        #expect(result.goodput(from: .seconds(5), to: .seconds(6)) >= before - 0.02)
    }
    @Test func `after a cut link devices with assigned phases are back within half a second`() {
        var scenario = Self.cell(load: 80, seconds: 8, phases: .assigned)
        scenario.events = [.init(at: .seconds(4), .outage(.seconds(1)))]
        let result = Self.run(scenario)
        #expect(result.total.isBalanced && result.paces > 0)
        let before = result.goodput(from: .seconds(2), to: .seconds(4))
        let after = result.goodput(from: .milliseconds(5_500), to: .seconds(8))
        #expect(after >= before - 0.02, "\(before), \(after)")
    }
}
