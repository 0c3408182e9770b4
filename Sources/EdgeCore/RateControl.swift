import Timekeeping

/// Which rate the next latent is coded at: the one that gives most for its bytes among those that
/// fit the time a plan has left.
///
/// What a byte costs on the way is measured, not asked of anybody: the time on the link of a latent
/// and its plan, less that of heartbeats, which share the link's delay and are small, over the
/// bytes by which they differ. So jitter alone shrinks nothing, and a thin link does. Coarser at
/// once, finer step by step: a rate that is too fine costs plans, one too coarse some exactness.
struct RateControl: Sendable {
    /// What is known of a latent on its way.
    struct Sent: Hashable, Sendable {
        /// Bytes of its frame.
        var frameByteCount: Int
        /// Of these, bytes of the compressed latent.
        var latentByteCount: Int
    }
    private let configuration: RateConfiguration
    /// Time a byte takes on the link, and a latent in the cloud, of the latest answers.
    private var costs = IntervalWindow(limit: Limits.rateSamples)
    private var holds = IntervalWindow(limit: Limits.rateSamples)
    /// Bytes sent and received for a latent, beside its own.
    private var fixedByteCount = 0.0
    /// What latents take of late, over what the bundle says.
    private var scale = 1.0
    private var index: Int
    private var finerInARow = 0

    init(configuration: RateConfiguration) {
        self.configuration = configuration
        index = Self.first(in: configuration)
    }

    /// The rate chosen last.
    var current: LatentRate { configuration.rates[index] }

    /// The rate of a latent whose capture is `age` old.
    ///
    /// - Parameter roundTrip: what a heartbeat takes there and back; nil while that is not known.
    mutating func choose(
        age: Interval, roundTrip: Interval?, isPredicted: Bool, isDegraded: Bool
    ) -> LatentRate {
        let wanted = wanted(
            age: age, roundTrip: roundTrip, isPredicted: isPredicted, isDegraded: isDegraded)
        if wanted >= index {
            index = wanted
            finerInARow = 0
        } else {
            finerInARow += 1
            guard finerInARow >= Limits.finerInARow else { return current }
            index -= 1
            finerInARow = 0
        }
        return current
    }
    /// A latent was encoded at the current rate.
    mutating func encoded(byteCount: Int, isPredicted: Bool) {
        let ratio = Double(byteCount) / max(current.byteCount(isPredicted: isPredicted), 1)
        scale += (min(max(ratio, 1 / Limits.byteCountScale), Limits.byteCountScale) - scale) / 8
    }
    /// A plan came for a latent.
    ///
    /// - Parameters:
    ///   - link: time on the way, both ways.
    ///   - cloud: time in the cloud.
    mutating func answered(
        _ sent: Sent, planByteCount: Int, link: Interval, cloud: Interval, roundTrip: Interval?
    ) {
        guard let roundTrip else { return }
        let small = 2 * Limits.heartbeatByteCount
        fixedByteCount = Double(
            sent.frameByteCount - sent.latentByteCount + planByteCount - small)
        let byteCount = max(sent.frameByteCount + planByteCount - small, 1)
        costs.add(max(link - roundTrip, .zero) / Int64(byteCount))
        holds.add(cloud)
    }
    /// Nothing came for a latent within `patience`: its bytes may be why.
    mutating func unanswered(_ sent: Sent, after patience: Interval, roundTrip: Interval?) {
        let time = max(patience - (roundTrip ?? .zero), .zero)
        costs.add(time / Int64(max(sent.frameByteCount, 1)))
    }
    /// Another session, which may take another way.
    mutating func reset() {
        costs.removeAll()
        holds.removeAll()
        index = Self.first(in: configuration)
        finerInARow = 0
    }

    private func wanted(
        age: Interval, roundTrip: Interval?, isPredicted: Bool, isDegraded: Bool
    ) -> Int {
        let rates = configuration.rates
        let coarsest = rates.count - 1
        let finest =
            isDegraded
            ? rates.firstIndex { $0.multiplier >= configuration.degradedMultiplier } ?? coarsest
            : 0
        guard let roundTrip, costs.count >= Limits.rateEvidence, let cost = costs.upperQuartile,
            let hold = holds.upperQuartile
        else {
            // Nothing is known: as it was, or coarser if need be.
            return max(index, finest)
        }
        let spent = age + roundTrip + hold
        // Where even no bytes at all would be late, bytes are not what makes it so: then the plan
        // has to be of use at all.
        let aim = spent < configuration.targetAge ? configuration.targetAge : configuration.budget
        let slack = Double((aim - spent).nanoseconds)
        var best = (index: coarsest, price: Double.infinity)
        for place in finest...coarsest {
            let byteCount = rates[place].byteCount(isPredicted: isPredicted) * scale
            let time = (byteCount + fixedByteCount) * Double(cost.nanoseconds)
            let price = rates[place].planShift + configuration.bytePrice * byteCount
            if time <= slack, price < best.price { best = (place, price) }
        }
        return best.index
    }
    /// The bundle's own steps, or the next coarser ones.
    private static func first(in configuration: RateConfiguration) -> Int {
        configuration.rates.firstIndex { $0.multiplier >= 0x100 } ?? configuration.rates.count - 1
    }
}
