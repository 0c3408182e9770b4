import NetworkModel
public import Randomness
public import Timekeeping
import Worlds

/// One drive in which several things go wrong, drawn from a seed: one seed, one case.
///
/// All trouble is over at `calm`; what follows shows whether everything came back.
public struct ChaosCase: Sendable {
    /// What everything is drawn from.
    public let seed: Seed
    /// What goes wrong, one to three kinds.
    public let kinds: [ChaosKind]
    /// The drive.
    public let configuration: DriveConfiguration
    /// From when on nothing is wrong any more.
    public let calm: Interval

    /// The case of `seed`, whose trouble is of `kinds` (at least one) alone.
    public init(seed: Seed, among kinds: [ChaosKind]) {
        precondition(!kinds.isEmpty, "some kind of trouble is drawn")
        self.seed = seed
        var random = seed.stream("chaos")
        var draw = ChaosDraw(
            conditions: Self.conditions(&random), random: seed.stream("chaos details"))
        let wanted = [1, 1, 1, 2, 2, 3][random.integer(in: 0..<6)]
        var found: [ChaosKind] = []
        var over = Interval.zero
        for _ in 0..<wanted {
            let kind = kinds[random.integer(in: 0..<kinds.count)]
            guard !found.contains(kind) else { continue }
            found.append(kind)
            let start = Interval.milliseconds(Int64(random.uniform(3_000, 12_000)))
            // As many short ones as long ones: 100 ms to 5 s.
            let length = Interval.milliseconds(
                Int64(
                    Self.lengths[random.integer(in: 0..<Self.lengths.count)]
                        * random.uniform(0.7, 1.4)))
            draw.add(kind, at: start, for: length)
            over = max(over, start + length + Self.aftermath(of: kind))
        }
        self.kinds = found
        calm = over
        let scenarios = Scenario.all
        var configuration = DriveConfiguration.expertCar(
            scenario: scenarios[random.integer(in: 0..<scenarios.count)], seed: seed,
            duration: calm + Self.tail, outages: [])
        configuration.deviceLink = LinkCourse(draw.conditions, changes: draw.changes)
        configuration.faults = draw.faults
        configuration.clocks = draw.clocks
        self.configuration = configuration
    }

    /// How long the drive goes on when nothing is wrong any more: a car that was stopped drives off
    /// once its link was healthy for 5 s, and the recovery that is allowed for takes as long again.
    static let tail = Interval.seconds(16)
    private static let lengths: [Double] = [150, 300, 600, 1_000, 2_000, 4_000]

    /// How long trouble of this kind goes on after what causes it is over.
    private static func aftermath(of kind: ChaosKind) -> Interval {
        switch kind {
        // Replayed messages come up to so much later.
        case .replayed: .seconds(3)
        default: .zero
        }
    }
    /// An everyday link: some delay, some jitter, some loss.
    private static func conditions(_ random: inout RandomStream) -> LinkConditions {
        var conditions = LinkConditions(
            delay: .milliseconds(Int64(random.uniform(1, 45))),
            jitter: .milliseconds(Int64(random.uniform(0, 15))))
        guard random.chance(0.3) else { return conditions }
        let loss = random.uniform(0, 0.01)
        conditions.up.loss = .independent(loss)
        conditions.down.loss = .independent(loss)
        return conditions
    }
}
