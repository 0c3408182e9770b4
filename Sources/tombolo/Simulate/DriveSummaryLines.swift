import CoordinatorCore
import EdgeCore
import Failsafe
import Simulation
import Timekeeping
import Worlds

/// A simulated drive in a few lines for a terminal.
enum DriveSummaryLines {
    static func lines(of outcome: DriveOutcome) -> [String] {
        let score = outcome.score
        let fates = outcome.fates
        let coordinator = outcome.coordinator
        let accounts: [String] = [
            "drive        \(seconds(score.duration)) s, \(rounded(score.distance)) m, "
                + "collisions \(score.collisions), off road \(seconds(score.offRoadTime)) s",
            "ended        " + ending(of: outcome),
            "driven by    "
                + Driver.allCases.map { "\(name($0)) \(rounded(100 * outcome.share($0))) %" }
                .joined(separator: ", "),
            "plan age     at arrival \(spread(outcome.planAgeAtArrival)); "
                + "while it drives \(spread(outcome.planAgeDriven))",
            "captures     \(fates.captured): answered \(fates.answered), late "
                + "\(fates.answeredLate), superseded \(fates.superseded), skipped "
                + "\(fates.skipped), rejected "
                + "\(fates.rejected), expired \(fates.expired), lost \(fates.lost), pending "
                + "\(fates.pending)",
            "by cause     "
                + (fates.causes.isEmpty
                    ? "none rejected, none lost"
                    : fates.causes.map { "\($0.name) \($0.count)" }.joined(separator: ", ")),
            "coordinator  latents \(coordinator.arrivals): answered \(coordinator[.answered]), "
                + "late \(coordinator[.answeredLate]), superseded \(coordinator[.superseded]), "
                + "expired \(coordinator[.expired]), rejected \(coordinator[.rejected]), failed "
                + "\(coordinator[.failed]), lost \(coordinator[.lost])",
            "latents      \(outcome.latents), \(rounded(outcome.meanLatent)) bytes on average, "
                + "\(outcome.largestLatent) at most",
        ]
        let links: [String] = link(outcome.deviceLink).map { ["link         \($0)"] } ?? []
        let changes: [String] = outcome.transitions.map { change in
            "\(seconds(change.elapsed)) s  \(change.transition.from) -> "
                + "\(change.transition.to): \(change.transition.cause)"
        }
        return accounts + links + changes + [
            "events       \(outcome.events)",
            "digest       \(hexadecimal(outcome.digest.value))",
        ]
    }

    private static func ending(of outcome: DriveOutcome) -> String {
        if outcome.isFinished { return "the road ended before the time was over" }
        if outcome.isLost { return "the car was lost: it touched something or left the road" }
        return "the time was over"
    }
    /// What a link made wait or dropped; nil if it did neither.
    private static func link(_ report: LinkReport) -> String? {
        let troubles: [(count: UInt64, text: String)] = [
            (report.up.waited, "frames up waited"), (report.down.waited, "frames down waited"),
            (report.up.refused, "up refused for want of room"),
            (report.down.refused, "down refused for want of room"),
            (report.up.unconnected, "up without a connection"),
            (report.down.unconnected, "down without a connection"),
            (report.segmentsLost, "segments lost"),
            (report.broken, "connections broken"), (report.reaped, "reaped"),
        ]
        let found = troubles.filter { $0.count > 0 }
        guard !found.isEmpty else { return nil }
        return found.map { "\($0.count) \($0.text)" }.joined(separator: ", ")
            + "; connections \(report.connections), attempts \(report.attempts)"
    }
    /// Sixteen hexadecimal digits.
    static func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
    private static func spread(_ percentiles: Percentiles?) -> String {
        guard let percentiles else { return "none" }
        let times = [percentiles.median, percentiles.p95, percentiles.p99, percentiles.worst]
        return times.map { rounded($0.milliseconds) }.joined(separator: " / ")
            + " ms (p50 / p95 / p99 / worst)"
    }
    private static func name(_ driver: Driver) -> String {
        switch driver {
        case .cloudPlan: "cloud"
        case .heldPlan: "held plan"
        case .localPolicy: "local policy"
        case .stopping: "stopping"
        case .standstill: "standstill"
        case .nobody: "nobody"
        }
    }
    private static func seconds(_ interval: Interval) -> String { rounded(interval.seconds) }
    private static func rounded(_ value: Double) -> String {
        "\((value * 100).rounded() / 100)"
    }
}
