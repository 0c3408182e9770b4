import Testing
import Timekeeping

@testable import NetworkModel

@Suite struct DelayDistributionTests {
    @Test func `a lognormal delay has its median and its 99th percentile`() {
        let delay = DelayDistribution.lognormal(median: .milliseconds(15), p99: .milliseconds(60))
        #expect((delay.quantile(permille: 500) - .milliseconds(15)).nanoseconds.magnitude < 20_000)
        #expect((delay.quantile(permille: 990) - .milliseconds(60)).nanoseconds.magnitude < 300_000)
        #expect(delay.delay(0) > .zero)
        #expect(delay.delay(.max) < .milliseconds(200))
    }
    @Test func `delays grow with the bits that choose them`() {
        let delay = DelayDistribution.lognormal(median: .milliseconds(5), p99: .milliseconds(10))
        var previous = Interval.zero
        for step in UInt32(0)..<4_096 {
            let next = delay.delay(step << 20 | 0x8_0000)
            #expect(next >= previous)
            previous = next
        }
    }
    @Test func `constant and uniform delays are what they say`() {
        let constant = DelayDistribution.constant(.milliseconds(3))
        #expect(constant.delay(0) == .milliseconds(3) && constant.delay(.max) == .milliseconds(3))
        let uniform = DelayDistribution.uniform(.milliseconds(2), .milliseconds(4))
        #expect(uniform.delay(0) == .milliseconds(2))
        #expect((uniform.delay(1 << 31) - .milliseconds(3)).nanoseconds.magnitude < 1_000)
        #expect(uniform.delay(.max) <= .milliseconds(4))
    }
}
