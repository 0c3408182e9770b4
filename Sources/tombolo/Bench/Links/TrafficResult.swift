import Timekeeping

/// How late plans were over one driver of a link.
struct TrafficResult {
    /// From frame to plan, milliseconds: of each flow, and of all, sorted.
    private let flows: [[Double]]
    private let delays: [Double]
    /// Frames whose plan did not come in time to be counted, or that could not be sent.
    let missing: Int

    /// From the delays of each flow.
    init(_ flows: [[Interval]], missing: Int) {
        self.flows = flows.map { $0.map(\.milliseconds) }
        delays = self.flows.flatMap { $0 }.sorted()
        self.missing = missing
    }

    var count: Int { delays.count }
    /// The delay at a quantile, milliseconds, or nil if there is none.
    func quantile(_ quantile: Double) -> Double? {
        guard !delays.isEmpty else { return nil }
        let rank = Int((quantile * Double(delays.count)).rounded(.up))
        return delays[min(max(rank - 1, 0), delays.count - 1)]
    }
    /// The share of frames whose plan was later than this, or is missing.
    func lateShare(over milliseconds: Double) -> Double {
        Double(delays.count { $0 > milliseconds } + missing) / Double(max(count + missing, 1))
    }

    /// What in this is further from what the kernel did than the bounds allow: p50 and p99 within
    /// 10 ms or 10 %, late shares within half as much more; each beyond what chance explains.
    func disagreements(with kernel: TrafficResult) -> [String] {
        var found: [String] = []
        for (name, rank) in [("p50", 0.5), ("p99", 0.99)] {
            guard let mine = quantile(rank), let real = kernel.quantile(rank) else {
                found.append("no plans")
                continue
            }
            // The ranks that chance may exchange.
            let noise = chance(over: mine, with: kernel)
            let low = kernel.quantile(rank - noise) ?? real
            let high = kernel.quantile(rank + noise) ?? real
            if mine < low - max(10, low / 10) || mine > high + max(10, high / 10) {
                found.append(name)
            }
        }
        for limit in [200.0, 300.0] {
            let (mine, real) = (lateShare(over: limit), kernel.lateShare(over: limit))
            let (low, high) = (min(mine, real), max(mine, real))
            if high > low * 1.5 + chance(over: limit, with: kernel) {
                found.append("> \(Int(limit)) ms")
            }
        }
        return found
    }

    /// Three standard deviations of the difference between two shares of plans over a limit.
    private func chance(over limit: Double, with other: TrafficResult) -> Double {
        let (mine, real) = (deviation(over: limit), other.deviation(over: limit))
        return 3 * (mine * mine + real * real).squareRoot()
    }
    /// The standard deviation of the share of plans over a limit, from how flows differ: one
    /// outage makes many plans of a flow late, and flows know nothing of each other. At least that
    /// of one plan.
    private func deviation(over limit: Double) -> Double {
        let counts = flows.map { flow in Double(flow.count { $0 > limit }) }
        let mean = counts.reduce(0, +) / Double(max(counts.count, 1))
        let square = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return max(square, 1).squareRoot() / Double(max(count, 1))
    }
}
