import NetworkModel
import Randomness
import Timekeeping

/// Conditions drawn from a seed, each impairment there or not.
enum RandomConditions {
    static func direction(_ random: inout RandomStream) -> DirectionConditions {
        var conditions = steady(&random)
        if random.chance(0.5) {
            conditions.jitter = Jitter(
                law: .lognormal(median: .milliseconds(4), p99: .milliseconds(80)),
                correlation: interval(&random, 0..<300))
        }
        if random.chance(0.3) { conditions.outages = spells(&random) }
        if random.chance(0.3) { conditions.stalls = spells(&random) }
        if random.chance(0.3) {
            conditions.handovers = Handovers(
                spells: spells(&random), isLossy: random.chance(0.5),
                lowExtra: interval(&random, 0..<10), highExtra: interval(&random, 10..<60))
        }
        if random.chance(0.3) { conditions.duplication = 0.1 }
        if random.chance(0.3) { conditions.corruption = 0.1 }
        return conditions
    }
    /// Without what moves packets after they left.
    static func steady(_ random: inout RandomStream) -> DirectionConditions {
        var conditions = DirectionConditions(delay: interval(&random, 0..<50))
        conditions.rate = rate(&random)
        conditions.queue.byteLimit = random.integer(in: 2_000..<60_000)
        if random.chance(0.3) {
            conditions.queue.discipline = .controlledDelay(
                target: .milliseconds(5), interval: .milliseconds(100))
        }
        switch random.integer(in: 0..<3) {
        case 0: conditions.loss = .none
        case 1: conditions.loss = .independent(random.uniform(0, 0.3))
        default: conditions.loss = .bursts(spells(&random), inGood: 0.01, inBad: 0.9)
        }
        return conditions
    }
    static func change(_ random: inout RandomStream) -> LinkChange {
        let span = interval(&random, 1..<400)
        switch random.integer(in: 0..<5) {
        case 0: return .cut(for: span)
        case 1: return .stall(for: span)
        case 2:
            return .handover(
                gap: span, isLossy: random.chance(0.5), extra: interval(&random, 0..<40))
        case 3: return .conditions(direction(&random))
        default: return .heal
        }
    }

    private static func interval(_ random: inout RandomStream, _ range: Range<Int>) -> Interval {
        .milliseconds(Int64(random.integer(in: range)))
    }
    private static func spells(_ random: inout RandomStream) -> Spells {
        Spells(
            good: interval(&random, 100..<1_000), bad: interval(&random, 10..<200),
            law: random.chance(0.5) ? .fixed : .exponential)
    }
    private static func rate(_ random: inout RandomStream) -> LinkRate {
        switch random.integer(in: 0..<3) {
        case 0: return .unlimited
        case 1:
            return .constant(bitsPerSecond: Int64(random.integer(in: 200_000..<20_000_000)))
        default:
            var stamp = 0
            let stamps = (0..<200).map { _ in
                stamp += random.chance(0.7) ? 0 : random.integer(in: 0..<60)
                return UInt32(stamp)
            }
            // Ends after its last stamp, so that it takes time whatever was drawn.
            let trace = try? DeliveryTrace(stamps: stamps + [UInt32(stamp + 5)])
            return trace.map { .trace($0, offset: interval(&random, 0..<1_000)) } ?? .unlimited
        }
    }
}
