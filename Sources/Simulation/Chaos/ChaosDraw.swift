import NetworkModel
import Randomness
import Timekeeping

/// What a drawn kind of trouble does to a drive.
struct ChaosDraw {
    /// The link without it.
    let conditions: LinkConditions
    var random: RandomStream
    private(set) var faults: [DriveFault] = []
    private(set) var changes: [TimedLinkChange] = []
    private(set) var clocks = DriveClocks.exact

    init(conditions: LinkConditions, random: RandomStream) {
        self.conditions = conditions
        self.random = random
    }

    /// Adds trouble of this kind, from `start` on for about `length`.
    mutating func add(_ kind: ChaosKind, at start: Interval, for length: Interval) {
        switch kind {
        case .blackout: cut(LinkDirection.allCases, at: start, for: length)
        case .oneWayCut: cut([direction], at: start, for: length)
        case .flapping: flap(at: start, for: length)
        case .stall: change([direction], .stall(for: min(length, .seconds(2))), at: start)
        case .handover: handOver(at: start, for: length)
        case .thinLink:
            let bits = Int64(random.uniform(20_000, 200_000))
            degrade(at: start, for: length) { $0.rate = .constant(bitsPerSecond: bits) }
        case .loss:
            let share = random.uniform(0.01, 0.15)
            degrade(at: start, for: length) { $0.loss = .independent(share) }
        case .burstLoss:
            let good = milliseconds(200, 1_500)
            degrade(at: start, for: length) {
                $0.loss = .bursts(
                    Spells(good: good, bad: .milliseconds(80), law: .exponential),
                    inGood: 0, inBad: 1)
            }
        case .connectionReset: fault(.connectionReset, at: start, for: .zero)
        case .connectionHalfOpen:
            fault(.connectionHalfOpen(isDeviceGone: random.chance(0.5)), at: start, for: .zero)
        case .connectionBlackholed:
            let ways = random.chance(0.5) ? LinkDirection.allCases : [direction]
            fault(.connectionBlackholed(ways), at: start, for: length)
        case .corrupted: tamper(.corrupted, at: start, for: length)
        case .duplicated: tamper(.duplicated, at: start, for: length)
        case .replayed:
            tamper(.replayed(after: milliseconds(1, 3_000)), at: start, for: length)
        case .reordered: tamper(.reordered, at: start, for: length)
        case .coordinatorDead: fault(.coordinatorDead, at: start, for: length)
        case .coordinatorPaused: fault(.coordinatorPaused, at: start, for: length)
        case .coordinatorNotReading: fault(.coordinatorNotReading, at: start, for: length)
        case .workerDead: fault(.workerDead, at: start, for: length)
        case .workerPaused: fault(.workerPaused, at: start, for: length)
        case .devicePaused: fault(.devicePaused, at: start, for: length)
        case .backboneHung: fault(.backboneHung, at: start, for: length)
        case .backboneFailing: fault(.failing(.backbone), at: start, for: length)
        case .backboneSlow: fault(.slow(.backbone), at: start, for: length)
        case .plansNotFinite: fault(.plansNotFinite, at: start, for: length)
        case .plansOutOfRange: fault(.plansOutOfRange, at: start, for: length)
        case .headFailing: fault(.failing(.head), at: start, for: length)
        case .headSlow: fault(.slow(.head), at: start, for: length)
        case .localPolicyFailing: fault(.failing(.localPolicy), at: start, for: length)
        case .encoderFailing: fault(.failing(.encoder), at: start, for: length)
        case .encoderSlow: fault(.slow(.encoder), at: start, for: length)
        case .odometryUnsound: fault(.odometryUnsound, at: start, for: length)
        case .cameraStalled: fault(.cameraStalled, at: start, for: length)
        case .cameraRepeating: fault(.cameraRepeating, at: start, for: length)
        case .cameraJumping:
            fault(.cameraJumping(milliseconds(-2_000, 2_000)), at: start, for: length)
        case .clockDrift:
            clocks = DriveClocks(device: drift(), coordinator: drift(), worker: drift())
        }
    }

    private var direction: LinkDirection {
        mutating get { random.chance(0.5) ? .up : .down }
    }
    private mutating func milliseconds(_ low: Double, _ high: Double) -> Interval {
        .microseconds(Int64(random.uniform(low, high) * 1_000))
    }
    private mutating func drift() -> Int { random.integer(in: -200..<201) }
    private mutating func fault(
        _ kind: DriveFault.Kind, at start: Interval, for length: Interval
    ) {
        faults.append(DriveFault(at: start, for: length, kind))
    }
    private mutating func tamper(
        _ tampering: Tampering, at start: Interval, for length: Interval
    ) {
        let share = random.uniform(0.02, 0.6)
        fault(.tampering(direction, tampering, share: share), at: start, for: length)
    }
    private mutating func change(
        _ directions: [LinkDirection], _ change: LinkChange, at start: Interval
    ) {
        changes += directions.map { TimedLinkChange(at: start, $0, change) }
    }
    private mutating func cut(
        _ directions: [LinkDirection], at start: Interval, for length: Interval
    ) {
        change(directions, .cut(for: length), at: start)
    }
    /// A gap, and then another delay for the rest of the time.
    private mutating func handOver(at start: Interval, for length: Interval) {
        let isLossy = random.chance(0.5)
        let gap = min(length, .seconds(1))
        change(
            LinkDirection.allCases,
            .handover(gap: gap, isLossy: isLossy, extra: milliseconds(0, 80)), at: start)
        change(LinkDirection.allCases, .heal, at: start + length)
    }
    /// A third of a second up, then two thirds of one down.
    private mutating func flap(at start: Interval, for length: Interval) {
        var at = start
        while at < start + length {
            let down = min(milliseconds(100, 900), start + length - at)
            cut(LinkDirection.allCases, at: at, for: down)
            at = at + down + milliseconds(100, 600)
        }
    }
    private mutating func degrade(
        at start: Interval, for length: Interval, _ adjust: (inout DirectionConditions) -> Void
    ) {
        for direction in LinkDirection.allCases {
            var worse = conditions[direction]
            adjust(&worse)
            changes.append(TimedLinkChange(at: start, direction, .conditions(worse)))
            changes.append(
                TimedLinkChange(at: start + length, direction, .conditions(conditions[direction])))
        }
    }
}
