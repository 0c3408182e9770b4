import Failsafe
public import Timekeeping
import Worlds

/// Tombolo's own drives.
extension DriveMeasures {
    /// A drive in the closed loop that was scored from `scoredFrom` on, since its beginning.
    public init(
        scenario: String, seed: UInt64, outcome: DriveOutcome, scoredFrom: Interval
    ) {
        self.init(scenario: scenario, seed: seed)
        take(outcome.score)
        firstOffRoadSecond = outcome.firstOffRoad?.seconds
        let end = scoredFrom + outcome.score.duration
        // That each tick has its command is an invariant of the closed loop.
        ticksMissed = Int(clamping: outcome.ticksMissed)
        ticks = Int(outcome.score.duration.nanoseconds / World.stepInterval.nanoseconds)
        drivers = Self.times(
            outcome.turns.map { ("\($0.driver)", $0.elapsed) }, scoredFrom, end,
            order: Driver.allCases.map { "\($0)" })
        states = Self.times(
            [(Self.name(.standby), .zero)]
                + outcome.transitions.map { (Self.name($0.transition.to), $0.elapsed) },
            scoredFrom, end, order: Self.stateNames)
        endedLatched = outcome.state == .minimalRiskCondition
        spentBudget = outcome.transitions.contains { $0.transition.cause == .budgetSpent }
        digest = outcome.digest.value
        ages = outcome.agesDriven
    }

    /// The failsafe's states in order of severity, all manoeuvres as one.
    public static let stateNames = [
        "standby", "nominal", "degraded", "fallback", "manoeuvre", "condition", "emergency",
    ]
    private static func name(_ state: FailsafeState) -> String {
        switch state {
        case .standby: "standby"
        case .nominal: "nominal"
        case .degraded: "degraded"
        case .fallback: "fallback"
        case .minimalRiskManoeuvre: "manoeuvre"
        case .minimalRiskCondition: "condition"
        case .emergencyStop: "emergency"
        }
    }

    /// How much of the time from `start` to `end` each name had, who begins where the one before
    /// ends; names without any time are left out.
    static func times(
        _ turns: [(name: String, from: Interval)], _ start: Interval, _ end: Interval,
        order: [String]
    ) -> [NamedSeconds] {
        var sums = [Double](repeating: 0, count: order.count)
        for (index, turn) in turns.enumerated() {
            let until = index + 1 < turns.count ? turns[index + 1].from : end
            let span = min(until, end) - max(turn.from, start)
            guard span > .zero, let place = order.firstIndex(of: turn.name) else { continue }
            sums[place] += span.seconds
        }
        return zip(order, sums).filter { $1 > 0 }.map { NamedSeconds($0, $1) }
    }
}
