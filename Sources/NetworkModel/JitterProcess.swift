import Randomness
import Timekeeping

/// The jitter of packet after packet.
struct JitterProcess {
    private let jitter: Jitter
    private var random: RandomStream
    private var place: Double
    private var latest: Instant

    private static let normal = NormalQuantiles()

    init(_ jitter: Jitter, _ random: RandomStream, from start: Instant) {
        self.jitter = jitter
        self.random = random
        place = self.random.normal(mean: 0, deviation: 1)
        latest = start
    }

    /// What is added to a packet that leaves at `now`.
    mutating func extra(at now: Instant) -> Interval {
        let memory = memory(over: now - latest)
        latest = max(latest, now)
        let fresh = (1 - memory * memory).squareRoot()
        place = memory * place + fresh * random.normal(mean: 0, deviation: 1)
        let share = Self.normal.share(below: place)
        return jitter.law.delay(UInt32(min(share * 0x1p32, 0x1p32 - 1)))
    }

    private func memory(over span: Interval) -> Double {
        let time = Double(jitter.correlation.nanoseconds)
        // Below e^-40 nothing is remembered, and the series for the exponential is good to there.
        guard time > 0, span > .zero, Double(span.nanoseconds) < 40 * time else {
            return span > .zero || time <= 0 ? 0 : 1
        }
        return Exponential.exp(-Double(span.nanoseconds) / time)
    }
}
