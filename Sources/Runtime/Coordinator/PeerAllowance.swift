public import Timekeeping

/// How many messages one peer may send: at most `burst` at once, and one more each `period`.
///
/// What comes beyond is dropped before it is read and counted, so that a flood costs little and
/// only its sender. A legal peer never gets there.
public struct PeerAllowance: Hashable, Sendable {
    /// Messages at once.
    public var burst: Int
    /// Time for one more.
    public var period: Interval

    /// An allowance of at least one message and a period above zero.
    public init(burst: Int, period: Interval) {
        precondition(burst > 0 && period > .zero, "an allowance lets something through")
        self.burst = burst
        self.period = period
    }

    /// A device's: twice what four streams of 60 Hz send with their signs of life, and a second of
    /// that at once after its link stalled.
    public static let device = PeerAllowance(burst: 1_000, period: .milliseconds(1))
    /// A worker's: batches of a millisecond with their signs of life, twice over.
    public static let worker = PeerAllowance(burst: 4_000, period: .microseconds(250))

    /// What a peer has used of its allowance: the instant at which it will have all of it again
    /// (the generic cell rate algorithm, ITU-T I.371).
    struct Use: Hashable, Sendable {
        private var full = Instant.origin

        /// Takes one message out of `allowance`; false if nothing is left.
        mutating func spend(_ allowance: PeerAllowance, at now: Instant) -> Bool {
            let next = max(full, now) + allowance.period
            guard next - now <= allowance.period * Int64(allowance.burst) else { return false }
            full = next
            return true
        }
    }
}
