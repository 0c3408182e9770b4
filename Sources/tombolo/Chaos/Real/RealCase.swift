import NetworkModel
import Randomness
import Timekeeping
import Worlds

/// One drive through real processes in which one thing goes wrong, drawn from a seed: one seed, one
/// case. Seeds that follow each other have each fault at each place in turn.
struct RealCase: Hashable {
    /// What everything is drawn from.
    let seed: UInt64
    let fault: RealFault
    /// Of the world.
    let scenario: String
    /// How long the cloud drives before it.
    let delay: Interval
    /// How long it lasts.
    let length: Interval
    /// Seconds that the car may drive without the cloud.
    let fallbackBudget: Double
    /// Of a fault that has one: which way.
    let direction: LinkDirection
    /// Of messages that are meddled with, 0 to 1.
    let share: Double
    /// After how long a message is replayed.
    let replayDelay: Interval

    /// The case of `seed`.
    init(seed: UInt64) {
        self.seed = seed
        fault = RealFault.all[Int(seed % UInt64(RealFault.all.count))]
        var random = Seed(seed).stream("real chaos")
        let scenarios = Scenario.all
        scenario = scenarios[random.integer(in: 0..<scenarios.count)].name
        delay = .milliseconds(Int64(random.uniform(500, 2_500)))
        let isFirstRound = seed < UInt64(RealFault.all.count)
        let lengths = isFirstRound ? Self.lengths : Self.lengths + Self.longLengths
        let drawn = Interval.milliseconds(
            Int64(lengths[random.integer(in: 0..<lengths.count)] * random.uniform(0.7, 1.4)))
        // Messages are few: a share of them wants time.
        length = fault.isTampering ? max(drawn, Self.tamperingLength) : drawn
        fallbackBudget = random.chance(0.25) ? 1 : 30
        direction = random.chance(0.5) ? .up : .down
        share = random.uniform(0.05, 0.6)
        replayDelay = .milliseconds(Int64(random.uniform(50, 3_000)))
    }

    /// Milliseconds; as many short ones as long ones.
    private static let lengths: [Double] = [300, 800, 1_500, 3_000]
    /// Those that the first round, which has each fault once, leaves out.
    private static let longLengths: [Double] = [5_000, 14_000]
    private static let tamperingLength = Interval.milliseconds(1_500)
    /// The world's seed: one that nobody was trained on.
    var worldSeed: UInt64 { 900_000 + seed % 1_000 }
}

extension RealCase: CustomStringConvertible {
    /// What happens in it, in a line.
    var description: String {
        let how =
            switch fault.kind {
            case .stalled, .slowReader: ", \(direction)"
            case .corrupted, .duplicated, .reordered:
                ", \(Int((share * 100).rounded())) % of the messages"
            case .replayed:
                ", \(Int((share * 100).rounded())) % of the messages after "
                    + "\(replayDelay.milliseconds.rounded() / 1_000) s"
            case .killed, .paused, .diskFull, .logStalled, .clockApart, .cut, .cutUp, .cutDown,
                .reset, .closed, .halfOpen, .blackholed, .refused, .unanswered, .lossy, .flapping:
                ""
            }
        return "\(fault)\(how) for \(length.milliseconds.rounded() / 1_000) s, scenario "
            + "\(scenario), budget \(Int(fallbackBudget)) s"
    }
}
