import Testing
import Timekeeping

@testable import Runtime

@Suite struct ScheduleTests {
    @Test func `a tick in time misses nothing and the next is one period on`() {
        var schedule = TickSchedule(period: .milliseconds(20), first: .milliseconds(100))
        #expect(schedule.make(at: .milliseconds(101)) == .milliseconds(1))
        #expect(schedule.next == .milliseconds(120))
        #expect(schedule.counts.made == 1)
        #expect(schedule.counts.missed == 0)
        #expect(schedule.counts.worst == .milliseconds(1))
    }
    @Test func `a tick just below a period late is late and not missed`() {
        var schedule = TickSchedule(period: .milliseconds(20), first: .milliseconds(100))
        _ = schedule.make(at: .milliseconds(120) - .nanoseconds(1))
        #expect(schedule.counts.missed == 0)
        #expect(schedule.next == .milliseconds(120))
    }
    @Test func `a tick a period late is missed and the grid stays where it was`() {
        var schedule = TickSchedule(period: .milliseconds(20), first: .milliseconds(100))
        _ = schedule.make(at: .milliseconds(120))
        #expect(schedule.counts.missed == 1)
        #expect(schedule.next == .milliseconds(140))
    }
    @Test func `after a stall of two periods each tick of the grid was made or missed`() {
        var schedule = TickSchedule(period: .milliseconds(20), first: .milliseconds(100))
        #expect(schedule.make(at: .milliseconds(141)) == .milliseconds(41))
        // Due were those of 100, 120 and 140 ms; one was made.
        #expect(schedule.counts.made == 1)
        #expect(schedule.counts.missed == 2)
        #expect(schedule.next == .milliseconds(160))
        #expect(schedule.make(at: .milliseconds(160)) == .zero)
        #expect(schedule.counts.missed == 2)
    }
    @Test func `a pause of an hour is one tick and a missed one for each period`() {
        var schedule = TickSchedule(period: .milliseconds(20), first: .milliseconds(100))
        _ = schedule.make(at: .milliseconds(100) + .seconds(3_600))
        #expect(schedule.counts.made == 1)
        #expect(schedule.counts.missed == 180_000)
        #expect(schedule.next == .milliseconds(120) + .seconds(3_600))
    }
    @Test func `a wait ends a millisecond early rather than late and within its bound`() {
        let now = Instant.milliseconds(1_000)
        let soon = now + .microseconds(2_900)
        #expect(WaitBudget.milliseconds(from: now, to: [soon, nil], limit: 100) == 2)
        #expect(WaitBudget.milliseconds(from: now, to: [nil], limit: 100) == 100)
        #expect(WaitBudget.milliseconds(from: now, to: [now - .seconds(1)], limit: 100) == 0)
        #expect(WaitBudget.milliseconds(from: now, to: [.distantFuture], limit: 100) == 100)
    }
    @Test func `a loop that sleeps neither spins before an instant nor waits after it`() {
        let now = Instant.milliseconds(1_000)
        #expect(WaitBudget.pause(from: now, to: [now + .microseconds(300)], limit: 100) == 1)
        #expect(WaitBudget.pause(from: now, to: [now + .microseconds(2_900)], limit: 100) == 2)
        #expect(WaitBudget.pause(from: now, to: [nil, now], limit: 100) == 0)
        #expect(WaitBudget.pause(from: now, to: [now - .seconds(1)], limit: 100) == 0)
        #expect(WaitBudget.pause(from: now, to: [], limit: 100) == 100)
    }
    @Test func `wall time is the calendar's`() {
        #expect(WallTime.text(seconds: 0, milliseconds: 0) == "1970-01-01T00:00:00.000Z")
        #expect(
            WallTime.text(seconds: 951_827_696, milliseconds: 7) == "2000-02-29T12:34:56.007Z")
        #expect(
            WallTime.text(seconds: 4_107_542_399, milliseconds: 999) == "2100-02-28T23:59:59.999Z")
        #expect(
            WallTime.text(seconds: 4_107_542_400, milliseconds: 0) == "2100-03-01T00:00:00.000Z")
    }
    @Test func `percentiles are samples and the sample after the last place is counted`() {
        var samples = SampleSet(limit: 4)
        #expect(samples.quantile(0.5) == nil)
        for value in [4, 1, 3, 2, 9] { samples.add(.milliseconds(Int64(value))) }
        #expect(samples.quantile(0.5) == .milliseconds(2))
        #expect(samples.quantile(1) == .milliseconds(4))
        #expect(samples.quantile(0) == .milliseconds(1))
        #expect(samples.dropped == 1)
    }
}
