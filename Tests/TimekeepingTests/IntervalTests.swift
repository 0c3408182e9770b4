import Testing
import Timekeeping

@Suite struct IntervalTests {
    @Test func `arithmetic saturates at the ends of the range`() {
        #expect(Interval.max + .nanoseconds(1) == .max)
        #expect(Interval.nanoseconds(.min) - .nanoseconds(1) == .nanoseconds(.min))
        #expect(Interval.seconds(.max) == .max)
        #expect(Interval.seconds(.min) == .nanoseconds(.min))
        #expect(Interval.max * -2 == .nanoseconds(.min))
        #expect(Interval.nanoseconds(.min) / -1 == .max)
    }
    @Test func `units agree`() {
        #expect(Interval.seconds(2) == .milliseconds(2000))
        #expect(Interval.milliseconds(3) == .microseconds(3000))
        #expect(Interval.milliseconds(1500).seconds == 1.5)
        #expect(Interval.nanoseconds(-1500).wholeMicroseconds == -1)
    }
    @Test func `dividing by zero is our own mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = Interval.seconds(1) / 0
        }
    }
}
