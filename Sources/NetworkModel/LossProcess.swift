import Randomness
import Timekeeping

/// Which packets are lost, one after the other.
struct LossProcess {
    private let law: LossLaw
    private var random: RandomStream
    private var spells: SpellProcess?

    /// The spells are the link's, by `index`; the draws in them are those of one `flow` over it.
    init(_ law: LossLaw, _ seed: Seed, _ index: UInt64, flow: UInt64, from start: Instant) {
        self.law = law
        random = seed.stream("loss", index ^ flow << 32)
        guard case .bursts(let bursts, _, _) = law else { return }
        spells = SpellProcess(bursts, seed.stream("loss spells", index), from: start)
    }

    /// Whether a packet that leaves at `now` is lost. One draw for each, whatever the law.
    mutating func takes(at now: Instant) -> Bool {
        let draw = random.unit()
        switch law {
        case .none: return false
        case .independent(let share): return draw < share
        case .bursts(_, let good, let bad):
            spells?.advance(to: now)
            return draw < (spells?.isBad == true ? bad : good)
        }
    }
}
