import Timekeeping

/// What no scheduler can exceed, by linear programming's duality.
///
/// A request in a batch of b costs l(b)/b of a worker's time and cannot be finished before its
/// arrival and l(b). So for any price p of worker time the plans in time are at most
/// p W T + sum over requests of max(0, max over b of F(D - U - l(b)) - p l(b)/b), with U the
/// uplink's time, D the deadline and F the downlink's distribution; the least over p is the bound.
/// It grants the time to form a batch for nothing, and the workers' time up to the last deadline.
struct UpperBound {
    /// For schedulers that do not know how long a plan will take to arrive.
    let value: Double
    /// For those that do.
    let clairvoyant: Double

    private struct Size {
        let bins: Int
        let cost: Double
    }

    /// `offered` by group; `workerSeconds` is what workers of speed 1 had.
    init(
        _ scenario: FleetScenario, samples: [BoundSample], offered: [UInt64],
        workerSeconds: Double
    ) {
        var fastest = Int.max
        for kind in scenario.workers { fastest = min(fastest, kind.slowness) }
        let sizes = scenario.models.map { model in
            (1...model.profile.batchLimit).map { batch in
                let time = model.profile.time(batch: batch)
                let least = (time * Int64(fastest) / 1_000 + scenario.control).nanoseconds
                return Size(
                    bins: Int(least / BoundSample.binNanoseconds),
                    cost: (time + scenario.control).seconds / Double(batch))
            }
        }
        let odds = samples.map { $0.odds() }
        let total = Double(max(offered.reduce(0, +), 1))
        func sum(_ price: Double, clairvoyant: Bool) -> Double {
            var sum = price * workerSeconds
            for (index, sample) in samples.enumerated() where sample.count > 0 {
                let share = Self.share(
                    sample, sizes[scenario.groups[index].model], price,
                    odds: clairvoyant ? nil : odds[index])
                sum += share * Double(offered[index])
            }
            return sum / total
        }
        // At a higher price nothing is worth running.
        let highest = 1 / (sizes.joined().map(\.cost).min() ?? 1)
        value = Self.least(until: highest) { sum($0, clairvoyant: false) }
        clairvoyant = Self.least(until: highest) { sum($0, clairvoyant: true) }
    }

    /// The mean over a group's requests; without odds, what is in time is known.
    private static func share(
        _ sample: BoundSample, _ sizes: [Size], _ price: Double, odds: [Double]?
    ) -> Double {
        let last = sample.up.count - 1
        var sum = 0.0
        let bins = odds == nil ? sample.both : sample.up
        for (bin, count) in bins.enumerated() where count > 0 && bin < last {
            var best = 0.0
            for size in sizes {
                // Within a bin the earliest is assumed of what came, and of what remains.
                let rest = last - 1 - bin - size.bins
                guard rest >= 0 else { continue }
                best = max(best, (odds?[min(rest + 1, last)] ?? 1) - price * size.cost)
            }
            sum += best * Double(count)
        }
        return sum / Double(sample.count)
    }
    /// The least of a convex function of a price, by golden section; every price is a bound, so
    /// stopping early is safe.
    private static func least(until highest: Double, _ function: (Double) -> Double) -> Double {
        let golden = 0.618_033_988_749_895
        var (low, high) = (0.0, highest)
        var (left, right) = (high - golden * (high - low), low + golden * (high - low))
        var (atLeft, atRight) = (function(left), function(right))
        for _ in 0..<40 {
            if atLeft <= atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - golden * (high - low)
                atLeft = function(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + golden * (high - low)
                atRight = function(right)
            }
        }
        return min(1, min(atLeft, min(atRight, function(0))))
    }
}
