import CoordinatorCore
import EdgeCore
import Failsafe
import NetworkModel
import Randomness
import Simulation
import Testing
import Timekeeping
import WorkerCore
import Worlds

@Suite struct OutageTests {
    @Test func `in an outage the held plan and the local policy drive until the cloud is back`()
        throws
    {
        let outcome = try Drives.drive(
            "town", seed: 7, seconds: 20, outages: [Drives.outage(8, 13)])
        #expect(outcome.isClean)
        let story = outcome.story
        let local = try #require(story.firstIndex(of: .localPolicy))
        #expect(story[local - 1] == .heldPlan)
        #expect(story.last == .cloudPlan)
        #expect(!story.contains(.stopping))
        let turn = outcome.turns[local].elapsed
        #expect(turn > .milliseconds(8_300) && turn < .milliseconds(8_600))
        let back = try #require(outcome.turns.last?.elapsed)
        #expect(back > .seconds(13) && back < .seconds(16))
    }

    @Test func `without a coordinator the car drives until its budget, then stops and is held`()
        throws
    {
        let outcome = try Drives.drive("town", seed: 7, seconds: 26) { configuration in
            configuration.edge.failsafe.fallbackBudget = .seconds(5)
            configuration.faults = [
                DriveFault(at: .seconds(6), for: .max, .coordinatorDead)
            ]
        }
        #expect(outcome.isClean)
        #expect(outcome.story.suffix(3) == [.localPolicy, .stopping, .standstill])
        #expect(outcome.state == .minimalRiskCondition)
        #expect(outcome.speed == 0)
        let causes = outcome.transitions.map(\.transition.cause)
        #expect(causes.contains(.budgetSpent))
        #expect(outcome.fates.isBalanced)
    }

    @Test func `an outage shorter than the session's patience costs a few plans and no session`()
        throws
    {
        let blink = LinkCut(from: .milliseconds(5_000), until: .milliseconds(5_300))
        let outcome = try Drives.drive("country-road", seed: 2, seconds: 9, outages: [blink])
        #expect(outcome.isClean)
        #expect(outcome.coordinator.devices == 1)
        #expect(outcome.fates.lost > 0)
        #expect(outcome.story.last == .cloudPlan)
    }

    /// At the worst an attempt to connect began just before: it has two round trips of up to 36 ms
    /// and 60 more, the library pauses for 50 to 100, a connection takes three round trips and a
    /// greeting one, and the plan of what waits for it 75: 450. A hole too short for another
    /// connection waits for TCP, which tries again 460 ms after it last did so in vain: 570.
    /// So may one of some seconds, for each fourth try has 250 ms for an attempt.
    @Test(arguments: [200, 450, 1_000, 5_000, 10_000, 20_000] as [Int64])
    func `half a second after a hole has healed the first fresh plan is there`(
        hole: Int64
    ) throws {
        var times: [Interval] = []
        for seed in 1...2 as ClosedRange<UInt64> {
            // Each begins and ends elsewhere between two captures, heartbeats and tries to connect.
            let holes = (0..<3 as Range<Int64>).map { index in
                let from = Interval.milliseconds(4_000 + index * (hole + 5_000) + index * 37)
                return LinkCut(from: from, until: from + .milliseconds(hole + index * 61))
            }
            let outcome = try Drives.drive(
                "country-road", seed: seed, seconds: 4 + 3 * (hole / 1_000 + 6), outages: holes)
            #expect(outcome.fates.isBalanced && outcome.coordinator.isBalanced, "seed \(seed)")
            for recovery in outcome.recoveries { times.append(try #require(recovery)) }
        }
        times.sort()
        #expect(
            times[times.count / 2] <= .milliseconds(hole < 600 ? 450 : 350), "\(times)")
        #expect(times[times.count - 1] <= .milliseconds(hole == 1_000 ? 500 : 570), "\(times)")
    }

    @Test(arguments: [200, 400, 600] as [Int64])
    func `a coordinator is reached however long the round trip is`(roundTrip: Int64) throws {
        let outcome = try Drives.drive("country-road", seed: 3, seconds: 20) {
            $0.deviceLink.conditions = LinkConditions(
                delay: .milliseconds(roundTrip / 2), jitter: .zero)
        }
        #expect(outcome.isClean && outcome.fates.isBalanced)
        #expect(outcome.sessions == 1 && outcome.coordinator.devices == 1)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `over any outages every invariant holds and every capture is accounted for`(
        seed: UInt64
    ) throws {
        var draw = Seed(seed).stream("outages")
        var outages: [LinkCut] = []
        var from = 1.0
        while from < 9 {
            let until = from + draw.uniform(0.05, 2.5)
            outages.append(
                LinkCut(
                    from: .nanoseconds(Int64(from * 1e9)), until: .nanoseconds(Int64(until * 1e9))))
            from = until + draw.uniform(0.05, 2)
        }
        // A violation's own message names scenario, seed and moment.
        let outcome = try Drives.drive("mixed", seed: seed, seconds: 10, outages: outages) {
            $0.deviceLink.conditions = LinkConditions(
                delay: .milliseconds(12),
                jitter: .milliseconds(Int64(draw.integer(in: 0..<120))))
        }
        #expect(outcome.score.collisions == 0, "seed \(seed), outages \(outages)")
        #expect(outcome.fates.isBalanced, "seed \(seed)")
        // Each new session begins at the device's own rhythm and is moved from there.
        #expect((90...112).contains(outcome.fates.captured), "seed \(seed)")
        #expect(outcome.worker.isBalanced && outcome.coordinator.isBalanced, "seed \(seed)")
    }
}
