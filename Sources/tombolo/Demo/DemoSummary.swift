import Foundation

/// The drive in a few lines, printed last.
struct DemoSummary {
    let lines: [String]

    init(_ summary: DriveSummary, log: String, page: String) {
        func row(_ label: String, _ text: String) -> String {
            "  " + label.padding(toLength: 15, withPad: " ", startingAt: 0) + text
        }
        let drivers = DriverName.order.compactMap { driver -> String? in
            guard let seconds = summary.byDriverS[driver], seconds >= 0.05 else { return nil }
            return "\(DriverName.text(driver)) \(String(format: "%.1f", seconds)) s"
        }
        let fates = [
            "answered", "answeredLate", "superseded", "skipped", "rejected", "expired", "lost",
        ]
        .compactMap { name -> String? in
            guard let count = summary.fates[name], count > 0 || name == "answered" else {
                return nil
            }
            return "\(count) \(name == "answeredLate" ? "answered late" : name)"
        }
        let latency = summary.latencyMs
        func milliseconds(_ value: Double?) -> String {
            value.map { String(format: "%.0f ms", $0) } ?? "–"
        }
        lines = [
            "",
            row(
                "drive",
                String(format: "%.0f m in %.0f s", summary.distanceM, summary.durationS)
                    + ", \(summary.collisions) collisions, "
                    + String(format: "%.1f s off the road", summary.offRoadS)
                    + (summary.ending == "roadEnd" ? "; it stopped before the road's end" : "")),
            row("who drove", drivers.joined(separator: ", ")),
            row(
                "captures",
                "\(summary.captures): " + fates.joined(separator: ", ")
                    + (summary.isBalanced ? " (balanced)" : " (NOT BALANCED)")),
            row(
                "by cause",
                summary.causes.isEmpty
                    ? "none rejected, none lost"
                    : summary.causes.map { "\($0.count) \($0.name)" }.joined(separator: ", ")),
            row(
                "latency",
                "camera to plan: median \(milliseconds(latency.p50)), "
                    + "p95 \(milliseconds(latency.p95)), p99 \(milliseconds(latency.p99))"),
            row(
                "per frame",
                Self.size(summary) + "; the raw picture has \(summary.pictureBytes)"),
            row(
                "control",
                "\(summary.ticks) ticks, \(summary.missed) missed, the worst "
                    + String(format: "%.1f ms late", summary.worstLateMs)),
            row(
                "dropped",
                summary.dropped.isEmpty
                    ? "nothing"
                    : summary.dropped.map { "\($0.count) \($0.name)" }.joined(separator: ", ")),
            row("recording", log),
            row("page", page),
        ]
    }

    private static func size(_ summary: DriveSummary) -> String {
        let bytes = summary.frameBytesMean.map { String(format: "%.0f bytes", $0) } ?? "–"
        guard let frames = summary.frames, frames > 0, let predicted = summary.predictedFrames
        else { return "\(bytes) sent, header and all" }
        let share = 100 * Double(predicted) / Double(frames)
        return "\(bytes) sent, header and all" + String(format: ", %.0f %% predicted", share)
    }
}
