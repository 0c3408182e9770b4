import Timekeeping

extension FleetScenario {
    /// The time that a worker of `kind` takes for the batch that is counted `batch`, while all
    /// workers take `slowness` thousandths of theirs; drawn from the count, without the way there
    /// and back.
    func serviceTime(
        of model: Int, size: Int, kind: Int, slowness: Int, batch: UInt64, _ hash: FleetHash
    ) -> Interval {
        var time =
            models[model].profile.time(batch: size).nanoseconds * Int64(workers[kind].slowness)
            / 1_000 * Int64(slowness) / 1_000
        let bits = hash.bits(.max, batch)
        // The sum of four even draws: near enough to normal, and never far off.
        let sum = (0..<4).reduce(Int64(0)) { $0 + Int64(bits >> (UInt64($1) * 16) & 0xffff) }
        let deviation = (sum - 131_070) * 1_000 / 37_837
        time += time * deviation * Int64(serviceNoise) / 1_000_000
        if hash.bits(.max - 1, batch) % 1_000 < UInt64(stragglers) { time *= 5 }
        return .nanoseconds(time)
    }
}
