import SansIO
import Testing
import Timekeeping

@testable import EdgeCore

@Suite struct PlanDelayTests {
    @Test func `expects what nine of ten plans do not exceed, once eight have driven`() {
        var delay = PlanDelay()
        for capture in 0..<Limits.coldPlans + Limits.delayEvidence - 1 {
            follow(&delay, UInt64(capture), age: 60)
        }
        #expect(delay.expected == nil)
        follow(&delay, 100, age: 60)
        #expect(delay.expected == .milliseconds(60))
        for capture: UInt64 in 101..<123 { follow(&delay, capture, age: 80) }
        follow(&delay, 123, age: 400)
        follow(&delay, 124, age: 300)
        #expect(delay.count == Limits.delaySamples)
        #expect(delay.expected == .milliseconds(80))
        // Four of 32 are more than one of ten.
        follow(&delay, 125, age: 350)
        follow(&delay, 126, age: 310)
        #expect(delay.expected == .milliseconds(300))
    }

    @Test func `a plan counts once, by the first tick that followed it`() {
        var delay = PlanDelay()
        for capture: UInt64 in 0..<40 {
            for tick in 0..<5 { follow(&delay, capture, age: 70 + 20 * Int64(tick)) }
        }
        #expect(delay.expected == .milliseconds(70))
    }

    @Test func `the first plans of each session are left out, and what was known stays`() {
        var delay = PlanDelay()
        for capture: UInt64 in 0..<40 { follow(&delay, capture, age: 50) }
        for capture: UInt64 in 40..<43 { follow(&delay, capture, age: 480, epoch: 2) }
        #expect(delay.count == Limits.delaySamples)
        #expect(delay.expected == .milliseconds(50))
        for capture: UInt64 in 43..<83 { follow(&delay, capture, age: 120, epoch: 2) }
        #expect(delay.expected == .milliseconds(120))
    }

    @Test func `plans that nobody followed say nothing`() {
        var configuration = EdgeConfiguration.machine(
            [
                ActionChannel(
                    range: 0...1, maxRatePerSecond: 1, safe: 0, reduced: 0...1,
                    stopsAlongPlan: false)
            ], .hold)
        configuration.armsItself = false
        var bench = ControlBench(configuration: configuration)
        bench.cloud = { _, _ in [0.5] }
        bench.local = bench.cloud
        bench.cloudDelay = { .milliseconds(90) }
        bench.run(milliseconds: 5_000)
        #expect(bench.control.cloud.taken > 40)
        #expect(bench.control.delay.count == 0)
        bench.control.obey(.arm)
        bench.cloudDelay = { .milliseconds(50) }
        bench.run(milliseconds: 3_000)
        // Ticks are 20 ms apart: a plan of 50 ms begins to drive at 60.
        #expect(bench.control.delay.expected == .milliseconds(60))
        let counted = bench.control.delay.count
        bench.control.obey(.disarm)
        bench.run(milliseconds: 2_000)
        #expect(bench.control.delay.count == counted)
    }

    @Test func `of two plans between two ticks the one that drives counts`() {
        var bench = ControlBench(
            configuration: .machine(
                [
                    ActionChannel(
                        range: 0...1, maxRatePerSecond: 1, safe: 0, reduced: 0...1,
                        stopsAlongPlan: false)
                ], .hold))
        bench.cloud = { _, _ in [0.5] }
        bench.local = bench.cloud
        bench.run(milliseconds: 4_000)
        let counted = bench.control.delay.count
        // The second of two takes a period less, so that both come together.
        var isFirst = false
        bench.cloudDelay = {
            isFirst.toggle()
            return isFirst ? .milliseconds(155) : .milliseconds(55)
        }
        bench.run(milliseconds: 1_000)
        #expect(bench.control.delay.count <= counted + 5)
        #expect(bench.control.delay.expected == .milliseconds(60))
    }

    private func follow(
        _ delay: inout PlanDelay, _ capture: UInt64, age: Int64, epoch: UInt64 = 1
    ) {
        delay.followed(
            FollowedPlan(
                capture: CaptureID(capture), epoch: epoch, sequence: capture,
                age: .milliseconds(age)))
    }
}
