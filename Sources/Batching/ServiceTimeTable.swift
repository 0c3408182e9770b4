public import Timekeeping

/// How long one worker takes for a batch of each size of one model, from dispatch to result.
///
/// The worker's own profile gives the shape; measured times correct it by octaves of the batch
/// size, each by the p90 of its last 32 ratios of measured to profiled time: one stray batch moves
/// nothing, four slow ones are believed. An octave without measurements is corrected like the
/// nearest one that has some. Estimates never fall as the batch grows, so "b members are
/// feasible" implies the same for fewer.
public struct ServiceTimeTable: Sendable {
    /// The largest batch there is a time for.
    public let batchLimit: Int

    // Entry b - 1 is for b members, in nanoseconds.
    private var profile: [Int64]
    private var estimates: [Int64]
    // Rings of ratios in 1/65,536, one row for each octave, and the same in order.
    private var ratios: [UInt32]
    private var ordered: [UInt32]
    private var recorded: [Int]
    // The correction that the estimates of an octave have now.
    private var corrections: [Int64]

    private static let unit: Int64 = 65_536

    /// A table that starts from `profile`; a profile without points starts from `assumed` for one
    /// member, in proportion for more.
    public init(profile: WorkerProfile.Model, assumed: Interval) {
        precondition(
            (1...Limits.batchMembers).contains(profile.batchLimit),
            "a worker's batch limit is 1 to 256")
        batchLimit = profile.batchLimit
        self.profile = (1...batchLimit).map {
            Self.believable(Self.interpolate(profile.points, $0, assumed: assumed)).nanoseconds
        }
        estimates = self.profile
        let octaves = Self.octave(batchLimit) + 1
        ratios = Array(
            repeating: UInt32(Self.unit), count: octaves * Limits.serviceSamples)
        ordered = ratios
        recorded = Array(repeating: 0, count: octaves)
        corrections = Array(repeating: Self.unit, count: octaves)
        estimate()
    }

    /// Whether a batch of any size was measured, so that it says more than its worker claims.
    public var isMeasured: Bool { recorded.contains { $0 > 0 } }

    /// The time a batch of `batch` members is expected to take, 1 to `batchLimit`.
    public func time(batch: Int) -> Interval { .nanoseconds(estimates[batch - 1]) }

    /// The time a batch of `batch` members usually takes, by the median of the same measurements:
    /// what capacity is reckoned by.
    public func usualTime(batch: Int) -> Interval {
        let octave = Self.octave(batch)
        let ratio = recorded[octave] > 0 ? percentile(octave, above: 1, of: 2) : correction(octave)
        return .nanoseconds(Self.scaled(profile[batch - 1], ratio))
    }

    /// Learns from one batch of `batch` members that took `time` from dispatch to result.
    public mutating func record(batch: Int, time: Interval) {
        let octave = Self.octave(batch)
        let ratio = Self.believable(time).nanoseconds * Self.unit / profile[batch - 1]
        keep(UInt32(clamping: ratio), octave)
        for other in corrections.indices where corrections[other] != correction(other) {
            return estimate()
        }
    }
    /// Puts a ratio in the place of the oldest of its octave.
    private mutating func keep(_ ratio: UInt32, _ octave: Int) {
        let row = octave * Limits.serviceSamples
        let place = row + recorded[octave] % Limits.serviceSamples
        let count = min(recorded[octave], Limits.serviceSamples)
        var hole = row + count
        if count == Limits.serviceSamples {
            hole = row
            while ordered[hole] != ratios[place] { hole += 1 }
        }
        ratios[place] = ratio
        let end = min(row + count, row + Limits.serviceSamples - 1)
        while hole < end, ordered[hole + 1] < ratio {
            ordered[hole] = ordered[hole + 1]
            hole += 1
        }
        while hole > row, ordered[hole - 1] > ratio {
            ordered[hole] = ordered[hole - 1]
            hole -= 1
        }
        ordered[hole] = ratio
        // The count stays small: only its remainder and "the ring is full" matter.
        recorded[octave] += 1
        if recorded[octave] == 2 * Limits.serviceSamples {
            recorded[octave] -= Limits.serviceSamples
        }
    }

    /// Halves every time. An estimate so long that no work is given to the worker would otherwise
    /// never be measured again.
    public mutating func relax() {
        for index in profile.indices {
            profile[index] = max(profile[index] / 2, Limits.shortestServiceNanoseconds)
        }
        estimate()
    }

    private mutating func estimate() {
        var longest: Int64 = 0
        var octave = -1
        var ratio = Self.unit
        for index in profile.indices {
            if Self.octave(index + 1) != octave {
                octave = Self.octave(index + 1)
                ratio = correction(octave)
                corrections[octave] = ratio
            }
            longest = max(longest, Self.scaled(profile[index], ratio))
            estimates[index] = longest
        }
    }
    /// The correction of an octave: its own, or that of the nearest one measured, of two equally
    /// near that of the larger batches.
    private func correction(_ octave: Int) -> Int64 {
        for distance in recorded.indices {
            let (above, below) = (octave + distance, octave - distance)
            if above < recorded.count, recorded[above] > 0 {
                return percentile(above, above: 1, of: 10)
            }
            if below >= 0, recorded[below] > 0 { return percentile(below, above: 1, of: 10) }
        }
        return Self.unit
    }
    /// The ratio that one of so many measured ones exceeds, by nearest rank: the p90 for one of
    /// ten.
    private func percentile(_ octave: Int, above share: Int, of whole: Int) -> Int64 {
        let count = min(recorded[octave], Limits.serviceSamples)
        return Int64(ordered[octave * Limits.serviceSamples + count - 1 - count * share / whole])
    }

    private static func scaled(_ time: Int64, _ ratio: Int64) -> Int64 {
        // At most 2^34 ns times 2^32 over 2^16: the product may need more than 64 bits.
        let product = time.multipliedFullWidth(by: ratio)
        let scaled = Int64(truncatingIfNeeded: product.low >> 16) | (product.high << 48)
        // A profile halved again and again times a ratio of before that is next to nothing.
        return min(max(scaled, Limits.shortestServiceNanoseconds), Limits.serviceTimeNanoseconds)
    }
    private static func octave(_ batch: Int) -> Int {
        Int.bitWidth - 1 - batch.leadingZeroBitCount
    }
    private static func believable(_ time: Interval) -> Interval {
        .nanoseconds(
            min(
                max(time.nanoseconds, Limits.shortestServiceNanoseconds),
                Limits.serviceTimeNanoseconds))
    }

    /// Linear between two points, flat below the first, in proportion to the size above the last.
    private static func interpolate(
        _ points: [WorkerProfile.Point], _ batch: Int, assumed: Interval
    ) -> Interval {
        var below: WorkerProfile.Point?
        for point in points where point.batch >= 1 {
            if point.batch >= batch {
                guard let below, below.batch < point.batch else { return point.time }
                let share = (point.time - below.time) * Int64(batch - below.batch)
                return below.time + share / Int64(point.batch - below.batch)
            }
            below = point
        }
        guard let below else { return assumed * Int64(batch) }
        return below.time * Int64(batch) / Int64(below.batch)
    }
}
