import Timekeeping

/// Which rate the next latent is coded at: the one whose error, bytes and lateness cost least
/// together.
///
/// What a byte costs on the way is measured, not asked of anybody: the time on the link of latents
/// and their plans, less that of heartbeats, which share the link's delay and jitter and are small,
/// over the bytes by which they differ. So jitter alone shrinks little, and a thin link does. Of
/// both times the upper quartile of the latest counts: it rises with four slow ones of sixteen and
/// falls when they are past, which is all the hysteresis there is; a rate may differ from latent to
/// latent at no cost.
struct RateControl: Sendable {
    /// What is known of a latent on its way.
    struct Sent: Hashable, Sendable {
        /// Bytes of its frame.
        var frameByteCount: Int
        /// Of these, bytes of the compressed latent.
        var latentByteCount: Int
    }
    /// What a latent is meant to be; one that is meant to be predicted may turn out a keyframe.
    private enum Kind {
        case keyframe
        case predicted
    }
    /// What is remembered of latents of a kind.
    private struct Past: Sendable {
        /// The rate chosen last, by its place.
        var index: Int
        /// What they take of late, over what the bundle says.
        var scale = 1.0
    }
    private let configuration: RateConfiguration
    /// Time on the link and in the cloud of the latest answers.
    private var links = IntervalWindow(limit: Limits.rateSamples)
    private var holds = IntervalWindow(limit: Limits.rateSamples)
    /// Bytes by which latents and their plans exceed heartbeats, of late; and without the latents.
    private var byteCount = 0.0
    private var fixedByteCount = 0.0
    private var past: (keyframe: Past, predicted: Past)
    private var kind = Kind.keyframe

    init(configuration: RateConfiguration) {
        self.configuration = configuration
        let first = Past(index: Self.first(in: configuration))
        past = (first, first)
    }

    /// The rate of a latent whose capture is `age` old, and whether the last one of its kind had
    /// another.
    ///
    /// - Parameter roundTrip: what a heartbeat takes there and back, of the latest the upper
    ///   quartile; nil while that is not known.
    mutating func choose(
        age: Interval, roundTrip: Interval?, isPredicted: Bool, isDegraded: Bool
    ) -> (rate: LatentRate, isNew: Bool) {
        kind = isPredicted ? .predicted : .keyframe
        let index = wanted(age: age, roundTrip: roundTrip, isDegraded: isDegraded)
        let isNew = index != pastOfKind.index
        pastOfKind.index = index
        return (configuration.rates[index], isNew)
    }
    /// The latent that a rate was chosen for is encoded.
    mutating func encoded(byteCount: Int) {
        let expected = expectedByteCount(pastOfKind.index) / pastOfKind.scale
        let ratio = Double(byteCount) / max(expected, 1)
        let bounded = min(max(ratio, 1 / Limits.byteCountScale), Limits.byteCountScale)
        pastOfKind.scale += (bounded - pastOfKind.scale) / Limits.rateMemory
    }
    /// A plan came for a latent.
    ///
    /// - Parameters:
    ///   - link: time on the way, both ways.
    ///   - cloud: time in the cloud.
    mutating func answered(_ sent: Sent, planByteCount: Int, link: Interval, cloud: Interval) {
        links.add(link)
        holds.add(cloud)
        let fixed = sent.frameByteCount - sent.latentByteCount + planByteCount
        note(fixed - 2 * Limits.heartbeatByteCount, sent.latentByteCount)
    }
    /// Nothing came for a latent within `patience`: its bytes may be why.
    mutating func unanswered(_ sent: Sent, after patience: Interval) {
        links.add(patience)
        let fixed = sent.frameByteCount - sent.latentByteCount
        note(fixed - Limits.heartbeatByteCount, sent.latentByteCount)
    }
    /// Another session, which may take another way.
    mutating func reset() {
        links.removeAll()
        holds.removeAll()
        byteCount = 0
        past.keyframe.index = Self.first(in: configuration)
        past.predicted.index = past.keyframe.index
    }

    private var pastOfKind: Past {
        get {
            switch kind {
            case .keyframe: past.keyframe
            case .predicted: past.predicted
            }
        }
        set {
            switch kind {
            case .keyframe: past.keyframe = newValue
            case .predicted: past.predicted = newValue
            }
        }
    }
    private mutating func note(_ fixed: Int, _ latent: Int) {
        fixedByteCount = max(Double(fixed), 0)
        let total = fixedByteCount + Double(latent)
        byteCount = byteCount == 0 ? total : byteCount + (total - byteCount) / Limits.rateMemory
    }
    private func expectedByteCount(_ index: Int) -> Double {
        pastOfKind.scale
            * configuration.rates[index].byteCount(isPredicted: kind == .predicted)
    }
    private func wanted(age: Interval, roundTrip: Interval?, isDegraded: Bool) -> Int {
        let rates = configuration.rates
        let coarsest = rates.count - 1
        let finest =
            isDegraded
            ? rates.firstIndex { $0.multiplier >= configuration.degradedMultiplier } ?? coarsest
            : 0
        guard let roundTrip, links.count >= Limits.rateEvidence, let link = links.upperQuartile
        else {
            // Nothing is known: as it was, or coarser if need be.
            return max(pastOfKind.index, finest)
        }
        let perByte = max(link - roundTrip, .zero).seconds / max(byteCount, 1)
        let spent = age + roundTrip + (holds.upperQuartile ?? .zero)
        let slack = (configuration.targetAge - spent).seconds
        var best = (index: coarsest, price: Double.infinity)
        for place in finest...coarsest {
            let latent = expectedByteCount(place)
            let lateness = max((latent + fixedByteCount) * perByte - slack, 0)
            let price =
                rates[place].planShift + configuration.bytePrice * latent
                + configuration.latePrice * lateness
            if price < best.price { best = (place, price) }
        }
        return best.index
    }
    /// The bundle's own steps, or the next coarser ones.
    private static func first(in configuration: RateConfiguration) -> Int {
        configuration.rates.firstIndex { $0.multiplier >= 0x100 } ?? configuration.rates.count - 1
    }
}
