import Timekeeping

/// A rehearsal in words: a line for each change of state, with what the machine does then.
public struct Narration: Hashable, Sendable {
    /// The lines in order.
    public private(set) var lines: [String] = []

    /// Runs `script` on a machine of `configuration` and tells what it does.
    public init(_ script: RehearsalScript, _ configuration: FailsafeConfiguration) {
        var lines: [String] = []
        _ = Rehearsal.run(script, configuration) { rehearsal in
            guard let decision = rehearsal.decision else { return }
            for change in decision.transitions { lines.append(Self.line(change)) }
            if decision.releaseRefused {
                lines.append("\(Self.seconds(rehearsal.elapsed)) release refused")
            }
        }
        self.lines = lines
    }

    /// `8.160 s nominal -> degraded: planAge, plan 220 ms old`.
    private static func line(_ change: FailsafeTransition) -> String {
        let age = change.planAge.map { "plan \($0.nanoseconds / 1_000_000) ms old" } ?? "no plan"
        return "\(seconds(change.instant - Rehearsal.begin)) "
            + "\(change.from) -> \(change.to): \(change.cause), \(age)"
    }
    private static func seconds(_ interval: Interval) -> String {
        let hundredths = interval.nanoseconds / 10_000_000
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s"
    }
}
