import Testing
import Timekeeping

@Suite struct TimerTableTests {
    private enum Timer: Int, CaseIterable, Sendable { case heartbeat, silence, retry }
    private enum Gapped: Int, CaseIterable, Sendable { case first = 0, third = 2 }

    @Test func `due timers come earliest first, ties by raw value`() {
        var timers = TimerTable<Timer>()
        timers.set(.retry, at: .milliseconds(5))
        timers.set(.silence, at: .milliseconds(9))
        timers.set(.heartbeat, at: .milliseconds(9))
        #expect(timers.wakeup == .milliseconds(5))
        #expect(timers.popDue(at: .milliseconds(4)) == nil)
        #expect(timers.popDue(at: .milliseconds(9)) == .retry)
        #expect(timers.popDue(at: .milliseconds(9)) == .heartbeat)
        #expect(timers.popDue(at: .milliseconds(9)) == .silence)
        #expect(timers.popDue(at: .milliseconds(9)) == nil)
        #expect(timers.wakeup == nil)
    }
    @Test func `a cancelled timer is not due`() {
        var timers = TimerTable<Timer>()
        timers.set(.silence, at: .milliseconds(1))
        timers.cancel(.silence)
        #expect(timers.instant(of: .silence) == nil)
        #expect(timers.popDue(at: .distantFuture - .seconds(1)) == nil)
    }
    @Test func `raw values with a gap are our own mistake`() async {
        await #expect(processExitsWith: .failure) { _ = TimerTable<Gapped>() }
    }
}
