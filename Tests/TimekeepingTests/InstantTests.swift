import Testing
import Timekeeping

@Suite struct InstantTests {
    @Test func `an instant stays on its clock`() {
        #expect(Instant.origin - .seconds(1) == .origin)
        #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
        #expect(Instant.milliseconds(5) + .milliseconds(-2) == .milliseconds(3))
    }
    @Test func `the span between instants has a sign and saturates`() {
        #expect(Instant.milliseconds(7) - Instant.milliseconds(2) == .milliseconds(5))
        #expect(Instant.milliseconds(2) - Instant.milliseconds(7) == .milliseconds(-5))
        #expect(Instant.distantFuture - Instant.origin == .max)
        #expect(Instant.origin - Instant.distantFuture == .nanoseconds(-.max))
    }
}
