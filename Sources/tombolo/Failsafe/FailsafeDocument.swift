import Failsafe
import Timekeeping

/// The text of Docs/FAILSAFE.md: tables of the very machine, and the words around them.
struct FailsafeDocument {
    private let walk = FailsafeWalk()
    private static let states: [FailsafeState] =
        [.standby, .nominal, .degraded, .fallback]
        + StopLevel.allCases.map { .minimalRiskManoeuvre($0) }
        + [.minimalRiskCondition, .emergencyStop]

    /// The whole text.
    var text: String {
        [
            FailsafeWords.introduction, ladder, FailsafeWords.beforeEdges, edges,
            FailsafeWords.beforeCauses, causes, FailsafeWords.beforeTimes, times,
            FailsafeWords.ending,
        ].joined(separator: "\n\n") + "\n"
    }

    /// States by who drives, what is shown, why each is entered and left.
    private var ladder: String {
        let rows = Self.states.map { state in
            [
                "`\(state)`", "\(state.severity)", drivers(in: state), "\(state.signal)",
                FailsafeWords.meaning(of: state), FailsafeWords.wayOut(of: state),
            ]
        }
        return Self.table(
            ["state", "severity", "who drives", "shown", "what it is", "leaves when"], rows)
    }
    private func drivers(in state: FailsafeState) -> String {
        Driver.allCases.filter { walk.drivers.contains(.init(state: state, driver: $0)) }
            .map { "\($0)" }.joined(separator: ", ")
    }
    /// Every edge with the causes that take it.
    private var edges: String {
        var rows: [[String]] = []
        for from in Self.states {
            for to in Self.states {
                let causes = FailsafeCause.allCases.filter {
                    walk.edges.contains(.init(from: from, to: to, cause: $0))
                }
                guard !causes.isEmpty else { continue }
                rows.append([
                    "`\(from)`", "`\(to)`", causes.map { "\($0)" }.joined(separator: ", "),
                ])
            }
        }
        return Self.table(["from", "to", "causes"], rows)
    }
    private var causes: String {
        let rows = FailsafeCause.allCases.map { cause in
            [
                "\(cause)", FailsafeWords.meaning(of: cause),
                "`tombolo failsafe show \(cause)`: \(FailsafeStory.of(cause).title)",
            ]
        }
        return Self.table(["cause", "meaning", "its story"], rows)
    }
    private var times: String {
        let classes = MachineClass.allCases
        let rows = FailsafeWords.thresholds.map { threshold in
            [threshold.name] + classes.map { threshold.value($0.failsafe) } + [threshold.reason]
        }
        return Self.table(["threshold"] + classes.map(\.rawValue) + ["why"], rows)
    }

    private static func table(_ heads: [String], _ rows: [[String]]) -> String {
        let lines = [heads, heads.map { _ in "---" }] + rows
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
