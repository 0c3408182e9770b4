import CoordinatorCore
import EdgeCore
import Failsafe
import Randomness
import Simulation
import Testing
import Timekeeping
import WorkerCore
import Worlds

@Suite struct ClosedLoopTests {
    @Test func `on a good link the cloud drives nearly every tick and nothing is touched`() throws {
        let outcome = try Drives.drive("town", seed: 7, seconds: 15)
        #expect(outcome.isClean)
        #expect(outcome.cloudShare > 0.95)
        #expect(outcome.ticks.total == 750)
        #expect(outcome.score.distance > 50)
        let age = try #require(outcome.planAgeAtArrival)
        #expect(age.median > .milliseconds(50) && age.worst < .milliseconds(150))
        #expect(outcome.fates.answered > 130)
    }

    @Test func `the accounts of device, coordinator and worker agree at the end`() throws {
        let outcome = try Drives.drive("mixed", seed: 3, seconds: 10)
        #expect(outcome.fates.isBalanced)
        // One more or less where the coordinator moved the captures.
        #expect((99...102).contains(outcome.fates.captured))
        #expect(outcome.coordinator.isBalanced)
        #expect(outcome.coordinator.arrivals <= outcome.latents)
        #expect(outcome.coordinator[.answered] >= outcome.fates.answered)
        // One a second, one when the session stood and one when the car was released.
        #expect((10...13).contains(outcome.coordinator.failsafeReports))
        #expect(outcome.worker.isBalanced)
        #expect(outcome.worker.received == outcome.coordinator.arrivals)
        #expect(outcome.meanLatent > 16 && outcome.largestLatent < 1_200)
    }

    @Test func `the same seed gives the same drive twice, another seed another one`() throws {
        let first = try Drives.drive("roadworks", seed: 5, seconds: 6)
        let again = try Drives.drive("roadworks", seed: 5, seconds: 6)
        let other = try Drives.drive("roadworks", seed: 6, seconds: 6)
        #expect(first.digest == again.digest)
        #expect(first.events == again.events)
        #expect(first.digest != other.digest)
    }

    /// What the failsafe makes of the periods that a pace may ask for: its ages are not bent. A car
    /// that looks less often drives slower, once, and the cloud goes on driving.
    @Test(arguments: [120, 150, 200] as [Int64])
    func `a car that captures more seldom is driven by the cloud all the same`(
        period: Int64
    ) throws {
        let outcome = try Drives.drive("town", seed: 7, seconds: 15) {
            $0.edge.capturePeriod = .milliseconds(period)
        }
        let states = outcome.transitions.map(\.transition.to)
        #expect(states == (period == 120 ? [.nominal] : [.nominal, .degraded]))
        #expect(outcome.isClean && outcome.ticks[.localPolicy] == 0)
        #expect(outcome.score.distance > 90)
        let oldest = try #require(outcome.planAgeDriven?.worst)
        #expect(oldest <= .milliseconds(period + 80), "one way there and back, and a tick")
    }

    /// Changes with every change of what cores, frames, codec or worlds do: look at why before
    /// writing down the new number.
    @Test func `a drive with an outage has the digest that was written down`() throws {
        let outcome = try Drives.drive(
            "town", seed: 11, seconds: 8, outages: [Drives.outage(4, 6)])
        #expect(outcome.digest.value == 18_406_141_365_196_979_950)
    }
}
