import Foundation

/// What one run of a fleet measured.
struct LoadResult: Codable {
    /// Processor time in the measured time, microseconds for each request that was answered.
    struct Cost: Codable {
        /// Of the coordinator's process, or the relay's.
        let middle: Double
        /// Of it, what the message library's own threads used.
        let middleInputOutput: Double
        /// Of what is behind it: the workers, or the far end.
        let far: Double
    }
    let name: String
    let tally: LoadTally
    let answeredPerSecond: Double
    /// At the devices, both ways, whatever they were.
    let messagesPerSecond: Double
    /// Milliseconds from the instant a latent was due to its plan.
    let p50: Double?
    let p99: Double?
    let p999: Double?
    /// Nil if the other side is somebody else's.
    let microseconds: Cost?
    /// Processors that the fleet itself kept busy, and all that this machine has were.
    let fleetProcessors: Double
    let busyProcessors: Double
    /// What the coordinator said of its end.
    let said: [String: String]

    /// Lines for people.
    var lines: [String] {
        var lines = ["", name]
        lines.append(
            "  due \(tally.due): in time \(tally.inTime), late \(tally.late)"
                + Self.words(tally.outcomes, "outcome") + Self.words(tally.lost, "lost")
                + Self.words(tally.unsent, "unsent")
                + (tally.isBalanced ? "; all accounted for" : "; NOT BALANCED"))
        lines.append(
            String(
                format: "  %.0f answered/s, %.0f messages/s at the devices", answeredPerSecond,
                messagesPerSecond)
                + "; latency ms p50 \(Self.text(p50)), p99 \(Self.text(p99)), "
                + "p99.9 \(Self.text(p999))")
        if tally.computedMilliseconds > 0 {
            let plans = Double(tally.answered)
            lines.append(
                String(
                    format: "  as the plans say, ms: %.1f between arrival and plan at the "
                        + "coordinator, and %.1f in the batch",
                    tally.waitedMilliseconds / plans, tally.computedMilliseconds / plans))
        }
        if let cost = microseconds {
            lines.append(
                String(
                    format: "  processor us a request: %.1f in the middle (%.1f of it the "
                        + "library's threads), %.1f behind it", cost.middle,
                    cost.middleInputOutput, cost.far))
        }
        lines.append(
            String(
                format: "  processors busy: %.2f of the machine, %.2f of it the fleet itself",
                busyProcessors, fleetProcessors)
                + (tally.sessionsLost > 0 ? "; sessions lost \(tally.sessionsLost)" : "")
                + (tally.misread > 0 ? "; misread or unmatched \(tally.misread)" : ""))
        if let arrivals = said["arrivals"], let balanced = said["balanced"] {
            lines.append(
                "  the coordinator: arrivals \(arrivals), answered \(said["answered"] ?? "?"), "
                    + "unsent \(said["unsent"] ?? "?"), balanced \(balanced)")
        }
        return lines
    }
    private static func words(_ counts: [String: Int], _ kind: String) -> String {
        counts.sorted { $0.key < $1.key }.map { ", \(kind) '\($0.key)' \($0.value)" }.joined()
    }
    private static func text(_ value: Double?) -> String {
        value.map { String(format: "%.1f", $0) } ?? "none"
    }
}
