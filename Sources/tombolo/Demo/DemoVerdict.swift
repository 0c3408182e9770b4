import Foundation

/// Whether a demo's drive was as it should be.
struct DemoVerdict: Hashable {
    /// Everything that was not, in one line, the worst first; nil if nothing.
    let complaint: String?

    init(_ summary: DriveSummary) {
        var faults: [String] = []
        if summary.collisions > 0 {
            faults.append("the car touched something \(Self.times(summary.collisions))")
        }
        // Whatever is no number above zero is not on the road either.
        if !(summary.offRoadS <= 0) {
            faults.append("it was off the road for \(String(format: "%.2f", summary.offRoadS)) s")
        }
        if summary.missed > 0 {
            faults.append(
                "\(summary.missed) of \(summary.ticks + summary.missed) control ticks were missed")
        }
        if !summary.isBalanced {
            faults.append(
                "\(summary.captures) captures have \(summary.fates.values.reduce(0, +)) fates")
        }
        complaint = faults.isEmpty ? nil : faults.joined(separator: "; ")
    }

    private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
