public import Timekeeping

/// Several cells as one fleet.
extension FleetResult {
    /// What all cells did together; `workers` says how many each has, for the mean of what counts
    /// workers. The traces stay with their cells.
    ///
    /// Fairness is that of the least fair cell.
    public static func together(_ cells: [FleetResult], workers: [Int]) -> FleetResult {
        precondition(cells.count == workers.count, "each cell has its workers")
        guard var sum = cells.first, cells.count > 1 else { return cells.first ?? FleetResult() }
        sum.trace = []
        sum.digest = Digest()
        for cell in cells { sum.digest.fold(cell.digest.value) }
        for cell in cells.dropFirst() { sum.add(cell) }
        let offered = cells.map { Double($0.total.offered) }
        let ages = cells.map { Double($0.ages.reduce(0, +)) }
        sum.busyShare = mean(cells.map(\.busyShare), by: workers.map(Double.init))
        sum.freshShare = mean(cells.map(\.freshShare), by: ages)
        sum.bound = mean(cells.map(\.bound), by: offered)
        sum.clairvoyantBound = mean(cells.map(\.clairvoyantBound), by: offered)
        sum.ageP999 = sum.age(quantile: 0.999)
        return sum
    }
    /// The age that the newest plan did not exceed for this share of device time, to the
    /// millisecond.
    public func age(quantile: Double) -> Interval {
        var rest = Double(ages.reduce(0, +)) * (1 - quantile)
        for (age, count) in ages.enumerated().reversed() {
            rest -= Double(count)
            if rest < 0 { return .milliseconds(Int64(age + 1)) }
        }
        return .zero
    }

    private mutating func add(_ other: FleetResult) {
        for index in groups.indices { groups[index].add(other.groups[index]) }
        for index in series.indices {
            series[index].onTime += other.series[index].onTime
            series[index].offered += other.series[index].offered
        }
        for index in batchSizes.indices { batchSizes[index] += other.batchSizes[index] }
        for index in ages.indices { ages[index] += other.ages[index] }
        worstMiss = max(worstMiss, other.worstMiss)
        longestStreak = max(longestStreak, other.longestStreak)
        fairness = min(fairness, other.fairness)
        requests += other.requests
        paces += other.paces
    }
    private static func mean(_ values: [Double], by weights: [Double]) -> Double {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return 0 }
        return zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / sum
    }
}
