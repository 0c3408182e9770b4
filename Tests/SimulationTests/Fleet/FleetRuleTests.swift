import Batching
import SansIO
import Testing
import Timekeeping

@testable import Simulation

/// The rules of the baselines, step by step.
@Suite struct FleetRuleTests {
    /// Twelve devices, two workers, one model.
    private var scenario: FleetScenario {
        FleetScenario(
            name: "rules",
            models: [.init(name: "model", profile: FleetCells.profile)],
            workers: [.init(count: 2, models: [0], slowness: 1_000)],
            groups: [FleetCells.cell(load: 10, workers: 2, models: 1).groups[0]].map {
                var group = $0
                group.count = 12
                return group
            })
    }
    private func triton(timeOut: Int64, hasPriorities: Bool) -> SchedulerDriver<TritonScheduler> {
        SchedulerDriver(
            TritonScheduler(
                scenario, queueDelay: .milliseconds(5), timeOut: .milliseconds(timeOut),
                hasPriorities: hasPriorities))
    }

    @Test func `first come first served takes what waits, and drops what waited for too long`() {
        var driver = SchedulerDriver(FIFOScheduler(scenario, timeOut: .milliseconds(30)))
        driver.join(0, milliseconds: [10, 12], at: 0)
        driver.ask(deadline: 100, at: 1)
        driver.ask(deadline: 50, at: 2)
        driver.ask(deadline: 100, at: 3)
        driver.ask(deadline: 100, at: 5)
        #expect(driver.takeStory() == ["0 runs 0"])
        driver.finish(0, at: 33)
        #expect(driver.takeStory() == ["0 answered", "1 shed", "0 runs 2 3"])
    }

    @Test func `a batch that is not full waits for its oldest member's delay`() {
        var driver = triton(timeOut: 30, hasPriorities: false)
        driver.join(0, milliseconds: [10, 12, 14], at: 0)
        driver.ask(deadline: 100, at: 1)
        driver.ask(deadline: 100, at: 3)
        #expect(driver.takeStory() == [])
        #expect(driver.scheduler.wakeup == .milliseconds(6))
        driver.handle(.wake, at: 6)
        #expect(driver.takeStory() == ["0 runs 0 1"])
        for now: UInt64 in [7, 8, 9] { driver.ask(deadline: 20, at: now) }
        #expect(driver.scheduler.wakeup == nil)
        driver.finish(0, at: 18)
        // Hopeless by now, yet run: only the time in the queue is compared.
        #expect(driver.takeStory() == ["0 answered", "1 answered", "0 runs 2 3 4"])
    }

    @Test func `a level goes before the next`() {
        var driver = triton(timeOut: 30, hasPriorities: true)
        driver.ask(deadline: 100, at: 1)
        driver.ask(deadline: 100, at: 2, as: .background)
        driver.ask(deadline: 100, at: 3, as: .urgent)
        driver.join(0, milliseconds: [10, 12], at: 4)
        #expect(driver.takeStory() == ["0 runs 2 0"])
    }

    @Test func `lazy drop lets one old head make a tiny batch`() {
        var driver = SchedulerDriver(LazyEDFScheduler(scenario, margin: .milliseconds(10)))
        driver.ask(deadline: 29, at: 0)
        driver.ask(deadline: 32, at: 1)
        driver.ask(deadline: 90, at: 2)
        driver.ask(deadline: 91, at: 3)
        driver.join(0, milliseconds: [10, 14, 16], at: 10)
        // 10 + 10 is after 29 - 10; 10 + 14 is after 32 - 10, 10 + 10 is not.
        #expect(driver.takeStory() == ["0 budgetTooShort", "0 runs 1"])
    }

    @Test func `window drop sacrifices an old head for a larger batch`() {
        var driver = SchedulerDriver(ClockworkScheduler(scenario, margin: .milliseconds(10)))
        driver.ask(deadline: 32, at: 1)
        driver.ask(deadline: 90, at: 2)
        driver.ask(deadline: 91, at: 3)
        driver.join(0, milliseconds: [10, 14, 16], at: 10)
        #expect(driver.takeStory() == ["0 shed", "0 runs 1 2"])
    }

    @Test func `deferred dispatch waits until one more member could not be waited for`() {
        var driver = SchedulerDriver(
            SymphonyScheduler(scenario, margin: .milliseconds(10), newestWins: false))
        driver.join(0, milliseconds: [10, 14, 16], at: 0)
        driver.ask(deadline: 100, at: 1)
        #expect(driver.scheduler.wakeup == .milliseconds(100 - 10 - 14))
        driver.ask(deadline: 120, at: 2)
        #expect(driver.scheduler.wakeup == .milliseconds(100 - 10 - 16))
        driver.handle(.wake, at: 74)
        #expect(driver.takeStory() == ["0 runs 0 1"])
    }

    @Test func `a full batch is not deferred`() {
        var driver = SchedulerDriver(
            SymphonyScheduler(scenario, margin: .milliseconds(10), newestWins: false))
        driver.join(0, milliseconds: [10, 14], at: 0)
        driver.ask(deadline: 100, at: 1)
        driver.ask(deadline: 120, at: 2)
        #expect(driver.takeStory() == ["0 runs 0 1"])
    }

    @Test func `what a lost worker ran is run again, once`() {
        var driver = SchedulerDriver(FIFOScheduler(scenario, timeOut: nil))
        driver.join(0, milliseconds: [10], at: 0)
        driver.ask(deadline: 100, at: 1)
        driver.join(1, milliseconds: [10], at: 2)
        driver.handle(.workerLost(WorkerSlot(0)), at: 3)
        #expect(driver.takeStory() == ["0 runs 0", "1 runs 0"])
        driver.handle(.workerLost(WorkerSlot(1)), at: 4)
        #expect(driver.takeStory() == ["0 workerLost"])
    }

    @Test func `a draining worker gets no more, a draining cell takes no more`() {
        var driver = SchedulerDriver(FIFOScheduler(scenario, timeOut: nil))
        driver.join(0, milliseconds: [10], at: 0)
        driver.handle(.workerDraining(WorkerSlot(0)), at: 1)
        driver.ask(deadline: 100, at: 2)
        driver.handle(.drain, at: 3)
        driver.ask(deadline: 100, at: 4)
        driver.handle(.finished(WorkerSlot(0), BatchNumber(7)), at: 5)
        #expect(driver.takeStory() == ["1 draining", "0 stray"])
    }

    @Test func `who leaves ends what waits and what runs`() {
        var driver = SchedulerDriver(FIFOScheduler(scenario, timeOut: nil))
        driver.join(0, milliseconds: [10], at: 0)
        driver.ask(deadline: 100, at: 1)
        driver.ask(deadline: 100, at: 2)
        driver.handle(.streamClosed(StreamSlot(0)), at: 3)
        driver.handle(.withdrawn(RequestID(slot: 1, generation: 1)), at: 4)
        driver.finish(0, at: 11)
        #expect(driver.takeStory() == ["0 runs 0", "0 withdrawn", "1 withdrawn"])
    }
}
