import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping
import Worlds

@Suite struct RivalTests {
    private static let delay = LinkConditions(
        up: DirectionConditions(delay: .milliseconds(15)),
        down: DirectionConditions(delay: .milliseconds(15)))
    private static let healthy = LinkCourse(delay, changes: [])

    private func drive(
        _ strategy: RivalStrategy, _ link: LinkCourse = healthy, scenario: String = "town",
        seed: UInt64 = 7, seconds: Int64 = 20, scoredFrom: Interval = .zero,
        endsWhenLost: Bool = true
    ) throws -> RivalOutcome {
        var drive = DriveConfiguration.expertCar(
            scenario: try #require(Scenario.named(scenario)), seed: Seed(seed),
            duration: .seconds(seconds), outages: [])
        drive.endsWhenLost = endsWhenLost
        drive.deviceLink = link
        drive.scoredFrom = scoredFrom
        var rival = try RivalDrive(
            configuration: RivalConfiguration(
                strategy: strategy, drive: drive, releasedAt: .seconds(1)), compute: ExpertCompute()
        )
        return rival.run()
    }

    @Test(arguments: RivalStrategy.allCases)
    func `over a good link each drives, and one seed gives one drive`(
        strategy: RivalStrategy
    ) throws {
        let outcome = try drive(strategy)
        #expect(outcome.score.collisions == 0 && outcome.score.offRoadTime == .zero)
        #expect(outcome.score.averageSpeed > 2)
        #expect(outcome[.nobody] == 50)
        #expect(try drive(strategy).digest == outcome.digest)
        #expect(try drive(strategy, seed: 8).digest != outcome.digest)
    }

    @Test func `blocking inference holds its command for each round trip and no longer`() throws {
        let outcome = try drive(.blocking)
        // 19 s of turns of half a second and a round trip of 61 to 69 ms: four ticks of 28 or 29.
        let turns = Double(outcome.captures)
        #expect((32...34).contains(turns))
        #expect(
            Double(outcome[.heldCommand]) / turns > 3 && Double(outcome[.heldCommand]) < 5 * turns)
        let ages = outcome.arrivals.map(\.age)
        #expect(ages.allSatisfy { $0 > .milliseconds(60) && $0 < .milliseconds(70) })
    }

    @Test func `blocking inference asks nothing and changes nothing while it waits in an outage`()
        throws
    {
        let cut = Self.healthy.cut(from: .seconds(6), for: .seconds(3))
        let outcome = try drive(.blocking, cut, seconds: 12, endsWhenLost: false)
        let healthy = try drive(.blocking, seconds: 12, endsWhenLost: false)
        #expect(outcome.longestGap > .seconds(3))
        #expect(outcome[.heldCommand] > healthy[.heldCommand] + 120)
        #expect(outcome.captures < healthy.captures - 4)
        // What was asked before the cut is played after it, as if it were of now.
        #expect(outcome.arrivals.contains { $0.age > .seconds(3) })
    }

    @Test func `asynchronous chunks carry the car through an outage until they end`() throws {
        func held(_ milliseconds: Int64) throws -> Int {
            let cut = Self.healthy.cut(from: .seconds(6), for: .milliseconds(milliseconds))
            return try drive(.asynchronous, cut, seconds: 14, endsWhenLost: false)[.heldCommand]
        }
        // Up to the first plan the brake of the standing car is what is held.
        let start = try held(0)
        #expect(try held(1_000) == start)
        // A chunk lasts 2.5 s from its capture, which was up to 170 ms before the cut.
        #expect(try held(4_000) > start + 60)
    }

    @Test func `asynchronous chunks are asked for one at a time, and old ones are left out`() throws
    {
        let outcome = try drive(.asynchronous)
        #expect((185...190).contains(outcome.captures))
        #expect(outcome.agesDriven.percentile(99).map { $0 <= .milliseconds(190) } ?? false)
        let cut = Self.healthy.cut(from: .seconds(6), for: .seconds(5))
        let late = try drive(.asynchronous, cut, seconds: 14, endsWhenLost: false)
        #expect(late.useless >= 1)
        #expect(late.arrivals.allSatisfy { $0.age < .milliseconds(2_500) })
    }

    @Test func `the local policy needs no link`() throws {
        let none = Self.healthy.cut(from: .zero, for: .max)
        let outcome = try drive(.local, none)
        #expect(outcome.digest == (try drive(.local).digest))
        #expect(outcome.agesDriven.total == 0)
        #expect(outcome[.heldCommand] < 5)
    }

    @Test func `without a failsafe a car whose link is lost is lost too`() throws {
        let none = Self.healthy.cut(from: .seconds(8), for: .max)
        for strategy in [RivalStrategy.blocking, .asynchronous] {
            let outcome = try drive(strategy, none, scenario: "country-road", seed: 3, seconds: 40)
            #expect(outcome.isLost)
        }
        #expect(!(try drive(.local, none, scenario: "country-road", seed: 3, seconds: 40)).isLost)
    }

    @Test func `only what comes after the score's beginning is scored`() throws {
        let whole = try drive(.asynchronous)
        let scored = try drive(.asynchronous, scoredFrom: .seconds(5))
        #expect(scored.digest == whole.digest)
        #expect(scored.score.duration == .seconds(15))
        #expect(RivalDriver.allCases.reduce(0) { $0 + scored[$1] } == 750)
        #expect(scored[.nobody] == 0)
        #expect(scored.score.averageSpeed > whole.score.averageSpeed)
    }
}
