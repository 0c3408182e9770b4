import NetworkModel
import Randomness
import Simulation
import Timekeeping
import Worlds

/// Chaos cases in lines for a terminal.
enum ChaosLines {
    /// What goes wrong in one case, in order of time.
    static func lines(of subject: ChaosCase) -> [String] {
        let configuration = subject.configuration
        let link = configuration.deviceLink.changes.map { change in
            (at: change.at, text: "link \(change.direction): \(text(of: change.change))")
        }
        let faults = configuration.faults.map { fault in
            (at: fault.at, text: "\(fault.kind) for \(seconds(fault.length)) s")
        }
        return [
            "case         seed \(subject.seed.value), scenario \(configuration.scenario.name), "
                + subject.kinds.map(\.rawValue).joined(separator: ", ")
        ]
            + (link + faults).sorted { $0.at < $1.at }.map {
                "\(seconds($0.at)) s  \($0.text)"
            }
            + ["\(seconds(subject.calm)) s  all is well"]
    }
    /// All cases, by kind, and those with findings.
    static func table(_ tally: ChaosTally) -> [String] {
        var lines = [
            row(["trouble", "cases", "stopped", "back p50 s", "p99 s", "worst s", "found"])
        ]
        for kind in ChaosKind.allCases {
            guard let found = tally.rows[kind] else { continue }
            let sorted = found.recoveries.sorted()
            lines.append(
                row([
                    kind.rawValue, "\(found.cases)", "\(found.stops)", quantile(sorted, 0.5),
                    quantile(sorted, 0.99), quantile(sorted, 1), "\(found.failures)",
                ]))
        }
        lines.append(
            "\(tally.cases) cases, \(Int(tally.seconds)) s driven, \(tally.ticks) ticks, "
                + "\(tally.latents) latents; digest \(DriveSummaryLines.hexadecimal(tally.digest))")
        for failure in tally.failures.sorted(by: { $0.seed < $1.seed }).prefix(failuresShown) {
            let kinds = failure.kinds.map(\.rawValue).joined(separator: ", ")
            for finding in failure.findings {
                lines.append("seed \(failure.seed) (\(kinds)): \(finding)")
            }
        }
        return lines
    }
    private static let failuresShown = 50

    private static func row(_ cells: [String]) -> String {
        TextColumn.left(cells[0], 24)
            + cells.dropFirst().map { TextColumn.right($0, 12) }.joined()
    }

    private static func text(of change: LinkChange) -> String {
        switch change {
        case .conditions: "other conditions"
        case .cut(let span): "cut for \(seconds(span)) s"
        case .stall(let span): "stalled for \(seconds(span)) s"
        case .handover(let gap, let isLossy, _):
            "hand-over, \(isLossy ? "lossy " : "")gap \(seconds(gap)) s"
        case .heal: "healed"
        }
    }
    private static func quantile(_ sorted: [Interval], _ share: Double) -> String {
        guard !sorted.isEmpty else { return "-" }
        let place = min(Int(Double(sorted.count) * share), sorted.count - 1)
        return seconds(sorted[place])
    }
    private static func seconds(_ interval: Interval) -> String {
        "\((interval.seconds * 100).rounded() / 100)"
    }
}
