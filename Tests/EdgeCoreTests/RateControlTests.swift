import Randomness
import Testing
import Timekeeping

@testable import EdgeCore

/// Which rate latents get on which link.
@Suite struct RateControlTests {
    private static let rates: [LatentRate] = [
        (128, 530, 300, 0.025), (256, 380, 190, 0.043), (512, 250, 110, 0.08),
        (1_024, 150, 60, 0.15),
    ].map {
        LatentRate(
            multiplier: $0.0, keyframeByteCount: $0.1, predictedByteCount: $0.2, planShift: $0.3)
    }
    private func control(
        bytePrice: Double = 0.0001, rates: [LatentRate] = rates
    ) -> RateControl {
        RateControl(
            configuration: RateConfiguration(
                rates: rates, targetAge: .milliseconds(150), budget: .milliseconds(400),
                bytePrice: bytePrice,
                degradedMultiplier: 512))
    }
    /// `count` captures on a link of this round trip and these bytes a second, each chosen, sent
    /// and answered; the multipliers chosen.
    private func drive(
        _ control: inout RateControl, _ count: Int, roundTrip: Interval, bytesPerSecond: Int64,
        isPredicted: Bool = true, isDegraded: Bool = false
    ) -> [UInt16] {
        (0..<count).map { _ in
            let rate = control.choose(
                age: .milliseconds(10), roundTrip: roundTrip, isPredicted: isPredicted,
                isDegraded: isDegraded)
            let byteCount = Int(rate.byteCount(isPredicted: isPredicted))
            control.encoded(byteCount: byteCount, isPredicted: isPredicted)
            let sent = RateControl.Sent(frameByteCount: 96 + byteCount, latentByteCount: byteCount)
            let bytes = Int64(96 + byteCount + 500 - 112)
            control.answered(
                sent, planByteCount: 500,
                link: roundTrip + .nanoseconds(bytes * 1_000_000_000 / bytesPerSecond),
                cloud: .milliseconds(12), roundTrip: roundTrip)
            return rate.multiplier
        }
    }

    @Test func `nothing is known at first, and the bundle's own steps are taken`() {
        var control = control()
        let chosen = drive(&control, 4, roundTrip: .milliseconds(20), bytesPerSecond: 1_000)
        #expect(chosen == [256, 256, 256, 256])
    }
    @Test func `a wide link gets what a byte is worth, finer by one in ten`() {
        var control = control()
        let chosen = drive(
            &control, 40, roundTrip: .milliseconds(20), bytesPerSecond: 1_000_000)
        #expect(chosen.prefix(13).allSatisfy { $0 == 256 })
        #expect(chosen.last == 128)
        // Where bytes are dear, coarse is cheap.
        var dear = self.control(bytePrice: 0.01)
        #expect(
            drive(&dear, 40, roundTrip: .milliseconds(20), bytesPerSecond: 1_000_000).last == 1_024)
    }
    @Test func `a thin link gets coarse latents at once, and they arrive in time`() {
        var control = control()
        _ = drive(&control, 40, roundTrip: .milliseconds(40), bytesPerSecond: 1_000_000)
        // 10 KB/s: a predicted latent at the finest rate takes 78 ms with its plan; 88 are left.
        #expect(
            drive(&control, 20, roundTrip: .milliseconds(40), bytesPerSecond: 10_000).last == 128)
        // 6 KB/s: 130 ms. At 512 it is 99, at 1024 91: none fits, and the coarsest comes nearest.
        let thin = drive(&control, 8, roundTrip: .milliseconds(40), bytesPerSecond: 6_000)
        #expect(thin.last == 1_024)
        #expect(thin.firstIndex(of: 1_024) ?? 9 <= 6)
        // It goes back a step at a time.
        let wide = drive(&control, 60, roundTrip: .milliseconds(40), bytesPerSecond: 1_000_000)
        #expect(wide.last == 128)
        #expect(zip(wide, wide.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 / 2 })
    }
    @Test func `a keyframe is coarser than a predicted latent where it would come late`() {
        var control = control()
        _ = drive(&control, 40, roundTrip: .milliseconds(40), bytesPerSecond: 9_500)
        let keyframe = control.choose(
            age: .milliseconds(10), roundTrip: .milliseconds(40), isPredicted: false,
            isDegraded: false)
        #expect(keyframe.multiplier > 128)
    }
    @Test func `delay and jitter alone make nothing coarser`() {
        var control = control()
        var random = Seed(5).stream("jitter")
        for _ in 0..<200 {
            let rate = control.choose(
                age: .milliseconds(10), roundTrip: .milliseconds(60), isPredicted: true,
                isDegraded: false)
            let sent = RateControl.Sent(frameByteCount: 300, latentByteCount: 190)
            control.encoded(
                byteCount: Int(rate.predictedByteCount), isPredicted: true)
            // Heartbeats see the same jitter: their median is what they usually take.
            let jitter = Interval.milliseconds(Int64(random.integer(in: -20..<20)))
            control.answered(
                sent, planByteCount: 500, link: .milliseconds(60) + jitter,
                cloud: .milliseconds(10), roundTrip: .milliseconds(60))
        }
        #expect(control.current.multiplier <= 256)
    }
    @Test func `a long way that carries much keeps its rate, and one that carries little does not`()
    {
        var control = control()
        let far = drive(&control, 40, roundTrip: .milliseconds(160), bytesPerSecond: 1_000_000)
        #expect(far.last == 128)
        // 200 ms are left of the budget; at the finest rate 3 KB/s take 261 with the plan.
        #expect(
            drive(&control, 20, roundTrip: .milliseconds(160), bytesPerSecond: 3_000).last ?? 0
                > 128)
        // Beyond the budget no plan is of use, and nothing is to be gained.
        var lost = self.control()
        #expect(
            drive(&lost, 40, roundTrip: .milliseconds(500), bytesPerSecond: 1_000_000).last == 1_024
        )
    }
    @Test func `while plans are late latents are coarse, whatever is known`() {
        var control = control()
        #expect(
            drive(
                &control, 1, roundTrip: .milliseconds(20), bytesPerSecond: 1_000_000,
                isDegraded: true) == [512])
        #expect(
            drive(
                &control, 30, roundTrip: .milliseconds(20), bytesPerSecond: 1_000_000,
                isDegraded: true
            ).allSatisfy { $0 == 512 })
        var single = self.control(rates: [Self.rates[1]])
        #expect(
            drive(
                &single, 3, roundTrip: .milliseconds(20), bytesPerSecond: 1_000_000,
                isDegraded: true) == [256, 256, 256])
    }
    @Test func `latents that nothing comes of count as slow ones`() {
        var control = control()
        _ = drive(&control, 20, roundTrip: .milliseconds(40), bytesPerSecond: 1_000_000)
        for _ in 0..<8 {
            control.unanswered(
                RateControl.Sent(frameByteCount: 400, latentByteCount: 300),
                after: .seconds(1), roundTrip: .milliseconds(40))
        }
        #expect(
            control.choose(
                age: .milliseconds(10), roundTrip: .milliseconds(40), isPredicted: true,
                isDegraded: false
            ).multiplier == 1_024)
        control.reset()
        #expect(control.current.multiplier == 256)
    }
    @Test func `what latents really take counts, not what the bundle says`() {
        var control = control()
        for _ in 0..<60 {
            _ = control.choose(
                age: .milliseconds(10), roundTrip: .milliseconds(40), isPredicted: true,
                isDegraded: false)
            // Three times the bundle's word: a busier scene than any it was measured on.
            let byteCount = 3 * Int(control.current.predictedByteCount)
            control.encoded(byteCount: byteCount, isPredicted: true)
            let bytes = Int64(96 + byteCount + 500 - 112)
            control.answered(
                RateControl.Sent(frameByteCount: 96 + byteCount, latentByteCount: byteCount),
                planByteCount: 500, link: .milliseconds(40) + .microseconds(bytes * 100),
                cloud: .milliseconds(12), roundTrip: .milliseconds(40))
        }
        // 10 KB/s carried the finest rate above; three times as much it does not.
        #expect(control.current.multiplier > 128)
    }
}
