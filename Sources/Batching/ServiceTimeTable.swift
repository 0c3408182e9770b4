public import Timekeeping

/// How long one worker takes for a batch of each size, as measured here: from dispatch to result.
///
/// For each size the p95 of the last 32 measured times; the worker's own profile is the first
/// sample. Estimates never fall as the batch grows, so "b members are feasible" implies the same
/// for fewer.
public struct ServiceTimeTable: Sendable {
    /// The largest batch there is a time for.
    public let batchLimit: Int

    // Row b - 1 holds the ring of batches of b members.
    private var samples: [Interval]
    private var recorded: [Int]
    private var percentiles: [Interval]
    private var estimates: [Interval]
    private var sorted: [Interval] = []

    /// A table that starts from `profile`; a profile without points starts from `assumed` for one
    /// member, in proportion for more.
    public init(profile: WorkerProfile, assumed: Interval) {
        precondition(
            (1...Limits.batchMembers).contains(profile.batchLimit),
            "a worker's batch limit is 1 to 64")
        batchLimit = profile.batchLimit
        samples = []
        samples.reserveCapacity(batchLimit * Limits.samplesPerSize)
        for batch in 1...batchLimit {
            let seed = Self.believable(Self.interpolate(profile.points, batch, assumed: assumed))
            for _ in 0..<Limits.samplesPerSize { samples.append(seed) }
        }
        recorded = Array(repeating: 1, count: batchLimit)
        percentiles = Array(repeating: .zero, count: batchLimit)
        estimates = percentiles
        sorted.reserveCapacity(Limits.samplesPerSize)
        for batch in 1...batchLimit { percentiles[batch - 1] = percentile(batch) }
        makeMonotone()
    }

    /// The time a batch of `batch` members is expected to take, 1 to `batchLimit`.
    public func time(batch: Int) -> Interval { estimates[batch - 1] }

    /// Learns from one batch of `batch` members that took `time` from dispatch to result.
    public mutating func record(batch: Int, time: Interval) {
        let row = (batch - 1) * Limits.samplesPerSize
        samples[row + recorded[batch - 1] % Limits.samplesPerSize] = Self.believable(time)
        // The count stays small: only its remainder and "the ring is full" matter.
        recorded[batch - 1] += 1
        if recorded[batch - 1] == 2 * Limits.samplesPerSize {
            recorded[batch - 1] = Limits.samplesPerSize
        }
        percentiles[batch - 1] = percentile(batch)
        makeMonotone()
    }

    /// Halves every time. An estimate so long that no work is given to the worker would otherwise
    /// never be measured again.
    public mutating func relax() {
        for index in samples.indices { samples[index] = Self.believable(samples[index] / 2) }
        for batch in 1...batchLimit { percentiles[batch - 1] = percentile(batch) }
        makeMonotone()
    }

    private mutating func makeMonotone() {
        var longest = Interval.zero
        for index in percentiles.indices {
            longest = max(longest, percentiles[index])
            estimates[index] = longest
        }
    }

    /// The p95 by the nearest-rank rule: the ceil(0.95 n)-th smallest of n.
    private mutating func percentile(_ batch: Int) -> Interval {
        let count = min(recorded[batch - 1], Limits.samplesPerSize)
        let row = (batch - 1) * Limits.samplesPerSize
        sorted.removeAll(keepingCapacity: true)
        for offset in 0..<count { sorted.append(samples[row + offset]) }
        sorted.sort()
        return sorted[(count * 19 + 19) / 20 - 1]
    }

    private static func believable(_ time: Interval) -> Interval {
        min(
            max(time, .microseconds(1)), Interval(nanoseconds: Limits.serviceTimeNanoseconds))
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
