public import Timekeeping

/// How the rate of a device's latents is chosen.
public struct RateConfiguration: Hashable, Codable, Sendable {
    /// What can be chosen from, by growing multiplier, with growing error: the bundle's word. One
    /// at least.
    public var rates: [LatentRate]
    /// The age a plan is to arrive at, if the link lets it.
    public var targetAge: Interval
    /// What a byte is worth, metres of plan shift.
    public var bytePrice: Double
    /// What a second of lateness beyond the target is worth, metres of plan shift.
    public var latePrice: Double
    /// The least multiplier while the failsafe is degraded or in fallback: plans are late or none,
    /// whatever the reason (Q8.8).
    public var degradedMultiplier: UInt16

    /// A configuration from its parts.
    public init(
        rates: [LatentRate], targetAge: Interval, bytePrice: Double, latePrice: Double,
        degradedMultiplier: UInt16
    ) {
        precondition(
            !rates.isEmpty && rates.count <= Limits.rates, "there are one to sixteen rates")
        precondition(
            zip(rates, rates.dropFirst()).allSatisfy { $0.multiplier < $1.multiplier },
            "multipliers grow from rate to rate")
        self.rates = rates
        self.targetAge = targetAge
        self.bytePrice = bytePrice
        self.latePrice = latePrice
        self.degradedMultiplier = degradedMultiplier
    }

    /// A car's.
    public static func car(rates: [LatentRate]) -> RateConfiguration {
        RateConfiguration(
            rates: rates,
            targetAge: .milliseconds(150),  // 50 ms before the failsafe calls a plan late
            bytePrice: 0.0002,  // a centimetre for fifty bytes
            // 2 mm a millisecond: a fifth of the way that a car at 10 m/s makes in it.
            latePrice: 2,
            degradedMultiplier: 0x200)
    }
    /// Where nothing is known of a latent's errors: the bundle's own steps, or twice them.
    public static let unmeasured: [LatentRate] = [
        LatentRate(
            multiplier: 0x100, keyframeByteCount: 400, predictedByteCount: 200, planShift: 0.04),
        LatentRate(
            multiplier: 0x200, keyframeByteCount: 280, predictedByteCount: 120, planShift: 0.08),
    ]
}
