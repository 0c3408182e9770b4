public import Timekeeping

/// How long a try at a home may take.
///
/// A lost first packet is repeated by TCP after a second only, and a link that returns must not be
/// slept through that long: so whoever connects gives an attempt up as soon as its answer should
/// have come, and makes another. Where the round trip is not known, that must be guessed, and from
/// time to time a try has the patience that a link with a long one needs.
public struct TryTimes: Hashable, Sendable {
    /// For each attempt at a connection: there and back once.
    public var attempt: Interval
    /// For all attempts until one is usable: there and back a few times.
    public var opening: Interval
    /// For the answer to a greeting.
    public var greeting: Interval

    /// For the try of this number, from one on, since the home last stood; what a message there and
    /// back usually took then, if that is known.
    init(number: Int, roundTrip: Interval?, configuration: SessionConfiguration) {
        let period = roundTrip == nil ? Limits.patientTry : Limits.seldomPatientTry
        let allowed = number.isMultiple(of: period) ? Limits.patientRoundTrip : roundTrip
        attempt = Limits.unknownAttempt
        opening = configuration.connectTimeout
        greeting = configuration.greetingTimeout
        guard let allowed else { return }
        attempt = min(
            max(allowed * 2 + Limits.attemptMargin, Limits.attempts.lowerBound),
            Limits.attempts.upperBound)
        // The way may have become longer meanwhile, by a hand-over for one.
        if number.isMultiple(of: Limits.patientTry) {
            attempt = max(attempt, Limits.unknownAttempt)
        }
        opening = max(opening, attempt + allowed * Limits.openingRoundTrips)
        greeting = max(greeting, allowed * 2)
    }
}
