import Runtime
import Synchronization
import Testing
import Timekeeping

@Suite struct MonotonicClockTests {
    /// A source that plays back readings.
    final class Readings: Sendable {
        private let rest: Mutex<[UInt64]>
        init(_ readings: [UInt64]) { rest = Mutex(readings.reversed()) }
        func next() -> UInt64 { rest.withLock { $0.popLast() ?? 0 } }
    }

    @Test func `a source that goes back is held back and counted`() {
        let readings = Readings([5, 9, 7, 8, 9, 12])
        var clock = MonotonicClock { readings.next() }
        let read = (0..<6).map { _ in clock.now().nanoseconds }
        #expect(read == [5, 9, 9, 9, 9, 12])
        #expect(clock.regressions == 2)
    }
    @Test func `the machine's clock goes forward`() {
        var clock = MonotonicClock()
        let first = clock.now()
        MonotonicClock.sleep(until: first + .microseconds(200))
        #expect(clock.now() - first >= .microseconds(200))
        #expect(clock.regressions == 0)
    }
    @Test func `sleeping until an instant that has passed returns at once`() {
        MonotonicClock.sleep(until: .origin)
    }
}
