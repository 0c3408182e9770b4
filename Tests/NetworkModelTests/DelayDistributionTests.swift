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
    @Test func `no law has a delay beyond the limit, however far its quantiles are apart`() {
        let most = Interval.nanoseconds(Limits.drawnDelayNanoseconds)
        for law in [
            DelayDistribution.lognormal(median: .zero, p99: .seconds(10)),
            .lognormal(median: .zero, p99: .max), .lognormal(median: .max, p99: .max),
            .uniform(.zero, .max), .uniform(.nanoseconds(.min), .max), .constant(.max),
            .constant(.nanoseconds(.min)),
        ] {
            var previous = Interval.zero
            for step in UInt32(0)..<4_096 {
                for bits in [step << 20, step << 20 | 0x8_0000, step << 20 | 0xf_ffff] {
                    let delay = law.delay(bits)
                    #expect(delay >= previous && delay <= most)
                    previous = delay
                }
            }
            #expect(law.delay(.max) == previous && law.quantile(permille: 1_000) <= most)
        }
        let tail = DelayDistribution.lognormal(median: .zero, p99: .seconds(10))
        #expect((tail.quantile(permille: 990).seconds - 10).magnitude < 0.5)
    }
}
