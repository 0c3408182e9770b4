import Timekeeping

/// What a sender knows of the round trip (RFC 6298, as Linux has it).
struct RoundTripEstimate: Sendable {
    private(set) var smooth: Interval
    private(set) var least: Interval
    private var variation = Interval.zero
    private var hasSample = false

    /// Linux's least for the part of the timer that stands for variation (`TCP_RTO_MIN`).
    private static let leastVariation = Interval.milliseconds(200)

    /// What the handshake has told.
    init(guess: Interval) { (smooth, least) = (guess, guess) }

    /// How long nothing may be heard before the sender begins anew.
    var timeout: Interval { smooth + max(variation * 4, Self.leastVariation) }

    /// The link has changed: what no sample has told is guessed anew.
    mutating func guess(_ guess: Interval) {
        if !hasSample { (smooth, least) = (guess, guess) }
    }
    /// Takes one round trip.
    mutating func take(_ sample: Interval) {
        let sample = max(sample, .zero)
        hasSample = true
        least = min(least, sample)
        let difference = sample - smooth
        smooth = smooth + difference / 8
        variation = (variation * 3 + max(difference, .zero - difference)) / 4
    }
}
