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
    /// A device's control and its link.
    private struct Drive {
        var control: RateControl
        var roundTrip = Interval.milliseconds(40)
        var bytesPerSecond: Int64 = 1_000_000
        var hold = Interval.milliseconds(12)
        /// What latents take, over what the bundle says.
        var size = 1.0
        private var captures = 0

        init(bytePrice: Double = 0.0001, latePrice: Double = 2, rates: [LatentRate] = rates) {
            control = RateControl(
                configuration: RateConfiguration(
                    rates: rates, targetAge: .milliseconds(150), bytePrice: bytePrice,
                    latePrice: latePrice, degradedMultiplier: 512))
        }
        /// A capture that is chosen for, sent and answered; its multiplier.
        mutating func step(
            isPredicted: Bool = true, isDegraded: Bool = false, jitter: Interval = .zero
        ) -> UInt16 {
            let rate = control.choose(
                age: .milliseconds(10), roundTrip: roundTrip, isPredicted: isPredicted,
                isDegraded: isDegraded
            ).rate
            let byteCount = Int(size * rate.byteCount(isPredicted: isPredicted))
            control.encoded(byteCount: byteCount)
            let bytes = Int64(96 + byteCount + 500 - 112)
            control.answered(
                RateControl.Sent(frameByteCount: 96 + byteCount, latentByteCount: byteCount),
                planByteCount: 500,
                link: roundTrip + jitter + .nanoseconds(bytes * 1_000_000_000 / bytesPerSecond),
                cloud: hold)
            return rate.multiplier
        }
        /// The multipliers of `count` captures, every ninth a keyframe if `hasKeyframes`.
        mutating func run(_ count: Int, hasKeyframes: Bool = false) -> [UInt16] {
            (0..<count).map { _ in
                captures += 1
                return step(isPredicted: !hasKeyframes || captures % 9 != 0)
            }
        }
    }

    @Test func `nothing is known at first, and the bundle's own steps are taken`() {
        var drive = Drive()
        drive.bytesPerSecond = 1_000
        #expect(drive.run(4) == [256, 256, 256, 256])
    }
    @Test func `on a wide link bytes have their price and no other`() {
        var drive = Drive()
        #expect(drive.run(10).last == 128)
        var dear = Drive(bytePrice: 0.01)
        #expect(dear.run(10).last == 1_024)
    }
    @Test func `keyframes have a rate of their own`() {
        // 530 bytes at 2 for 10,000 are dearer than what they better the plan, 300 are not.
        var drive = Drive(bytePrice: 0.00015)
        let chosen = drive.run(90, hasKeyframes: true).dropFirst(9)
        for (index, multiplier) in zip(9..., chosen) {
            #expect(multiplier == ((index + 1) % 9 == 0 ? 256 : 128), "\(index)")
        }
    }
    @Test
    func `a thin link gets coarser latents within four answers, and finer ones when it is wide`() {
        var drive = Drive()
        _ = drive.run(30)
        // 4 KB/s: a millisecond for four bytes, and each late millisecond costs 2 mm.
        drive.bytesPerSecond = 4_000
        let thin = drive.run(20)
        #expect(thin.last ?? 0 >= 512)
        #expect(thin.firstIndex { $0 >= 512 } ?? 20 <= 5)
        drive.bytesPerSecond = 1_000_000
        let wide = drive.run(20)
        #expect(wide.prefix(10).allSatisfy { $0 >= 256 } && wide.last == 128)
    }
    @Test func `what is late whatever is sent is not made coarse for it`() {
        // A long way that carries much; a cloud that takes all the time there is.
        for (roundTrip, hold) in [(160, 12), (500, 12), (10, 109), (10, 116), (10, 125)] {
            var drive = Drive()
            drive.roundTrip = .milliseconds(Int64(roundTrip))
            drive.hold = .milliseconds(Int64(hold))
            #expect(drive.run(40).last == 128, "\(roundTrip), \(hold)")
            drive.bytesPerSecond = 4_000
            #expect(drive.run(40).last ?? 0 >= 512, "\(roundTrip), \(hold)")
        }
    }
    @Test func `jitter that heartbeats see too makes little coarser`() {
        var drive = Drive()
        drive.roundTrip = .milliseconds(80)
        var random = Seed(5).stream("jitter")
        // The upper quartile of heartbeats with this jitter is 115 ms.
        let chosen = (0..<200).map { _ in
            drive.roundTrip = .milliseconds(115)
            let jitter = Interval.milliseconds(Int64(random.integer(in: -105..<36)))
            return drive.step(jitter: jitter)
        }
        #expect(chosen.count { $0 <= 256 } > 190)
    }
    @Test func `while plans are late latents are coarse, whatever is known`() {
        var drive = Drive()
        #expect(drive.step(isDegraded: true) == 512)
        #expect((0..<30).allSatisfy { _ in drive.step(isDegraded: true) == 512 })
        var single = Drive(rates: [Self.rates[1]])
        #expect(single.step(isDegraded: true) == 256)
    }
    @Test func `latents that nothing comes of count as slow ones, in a new session too`() {
        var drive = Drive()
        for _ in 0..<Limits.rateEvidence {
            #expect(
                drive.control.choose(
                    age: .milliseconds(10), roundTrip: .milliseconds(40), isPredicted: false,
                    isDegraded: false
                ).rate.multiplier == 256)
            drive.control.unanswered(
                RateControl.Sent(frameByteCount: 400, latentByteCount: 300), after: .seconds(1))
        }
        let rate = drive.control.choose(
            age: .milliseconds(10), roundTrip: .milliseconds(40), isPredicted: false,
            isDegraded: false)
        #expect(rate.rate.multiplier == 1_024 && rate.isNew)
        drive.control.reset()
        #expect(drive.step() == 256)
    }
    @Test func `what latents really take counts, of each kind, not what the bundle says`() {
        // 12 KB/s carries predicted latents of the bundle's sizes at the finest rate.
        var usual = Drive()
        usual.bytesPerSecond = 12_000
        #expect(usual.run(60).last == 128)
        var busy = Drive()
        busy.bytesPerSecond = 12_000
        busy.size = 3
        #expect(busy.run(60).last ?? 0 > 128)
    }
}
