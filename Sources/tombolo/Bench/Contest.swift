import Runtime
import Timekeeping

/// Contestants that are measured side by side.
///
/// Each round takes one sample of each, and each round begins with another of them, so that a
/// neighbour on the machine, a frequency step or a warm cache hits all alike.
struct Contest {
    /// What the contestants have in common.
    let title: String
    let contestants: [Contestant]

    /// Warms up, then takes `rounds` samples of each contestant.
    func run(rounds: Int) throws -> ContestResult {
        for _ in 0..<max(3, rounds / 20) {
            for contestant in contestants { _ = try Self.time(contestant) }
        }
        var samples = [[Double]](repeating: [], count: contestants.count)
        for round in 0..<rounds {
            for turn in contestants.indices {
                let index = (round + turn) % contestants.count
                samples[index].append(try Self.time(contestants[index]))
            }
        }
        return ContestResult(
            title: title,
            standings: contestants.indices.map { standing(of: $0, in: samples) })
    }

    private func standing(of index: Int, in samples: [[Double]]) -> Standing {
        let contestant = contestants[index]
        let ratios = contestant.baselines.map { name -> Standing.Ratio in
            guard let other = contestants.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("the baseline \(name) takes part in the contest")
            }
            // Round by round: both samples of a round met the same machine.
            let share = Double(contestants[other].members) / Double(contestant.members)
            let ratios = zip(samples[index], samples[other]).map { $0 / max($1, 0.001) * share }
            return Standing.Ratio(baseline: name, ratio: Quantiles(ratios)[0.5])
        }
        let quantiles = Quantiles(samples[index])
        return Standing(
            name: contestant.name, samples: samples[index].count,
            medianMicroseconds: quantiles[0.5], p95Microseconds: quantiles[0.95],
            p99Microseconds: quantiles[0.99], members: contestant.members,
            memberMicroseconds: quantiles[0.5] / Double(contestant.members),
            gigabytesPerSecond: contestant.byteCount.map { Double($0) / quantiles[0.5] / 1_000 },
            ratios: ratios,
            note: contestant.note)
    }

    /// Microseconds of one call, the mean of one sample.
    private static func time(_ contestant: Contestant) throws -> Double {
        contestant.prepare?()
        var clock = MonotonicClock()
        let begin = clock.now()
        for _ in 0..<contestant.calls { try contestant.body() }
        let taken = clock.now() - begin
        return Double(taken.nanoseconds) / Double(contestant.calls) / 1_000
    }
}
