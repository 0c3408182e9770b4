import Foundation

/// Whether a demo's drive was as it should be, and showed what a demo is for.
struct DemoVerdict: Hashable {
    /// Everything that was not, in one line, the worst first; nil if nothing.
    let complaint: String?

    /// The verdict on `summary` and, where the link was to be cut (`expectsCut`), on who drove
    /// before, during and after the cut, by the lines of the log.
    init(_ summary: DriveSummary, entries: [DriveLogEntry], expectsCut: Bool) {
        let faults =
            Self.safety(summary) + Self.show(entries, expectsCut: expectsCut)
            + Self.accounts(summary)
        complaint = faults.isEmpty ? nil : faults.joined(separator: "; ")
    }

    private static func safety(_ summary: DriveSummary) -> [String] {
        var faults: [String] = []
        if summary.collisions > 0 {
            faults.append("the car touched something \(times(summary.collisions))")
        }
        // Whatever is no number above zero is not on the road either.
        if !(summary.offRoadS <= 0) {
            faults.append("it was off the road for \(String(format: "%.2f", summary.offRoadS)) s")
        }
        if summary.standing != true { faults.append("it did not stand at the end") }
        if !(summary.distanceM > 0) { faults.append("it never moved") }
        return faults
    }
    private static func accounts(_ summary: DriveSummary) -> [String] {
        var faults: [String] = []
        if summary.missed > 0 {
            faults.append(
                "\(summary.missed) of \(summary.ticks + summary.missed) control ticks were missed")
        }
        if !summary.isBalanced {
            faults.append(
                "\(summary.captures) captures have \(summary.fates.values.reduce(0, +)) fates")
        }
        return faults
    }

    private static func show(_ entries: [DriveLogEntry], expectsCut: Bool) -> [String] {
        let ticks = entries.filter { $0.kind == "tick" }
        func drove(_ drivers: Set<String>, from: Double, until: Double) -> Bool {
            ticks.contains { tick in
                guard let t = tick.t, let driver = tick.driver else { return false }
                return t >= from && t <= until && drivers.contains(driver)
            }
        }
        guard expectsCut else {
            return drove(["cloudPlan"], from: 0, until: .infinity)
                ? [] : ["the cloud never drove"]
        }
        func instant(of event: String) -> Double? {
            entries.first { $0.kind == "link" && $0.event == event }?.t
        }
        guard let cut = instant(of: "cut") else {
            return ["the drive ended before the link was cut; give an earlier --cut-at"]
        }
        guard let healed = instant(of: "healed") else {
            return ["the drive ended before the link was back; give a shorter --cut-for"]
        }
        var faults: [String] = []
        if !drove(["cloudPlan"], from: 0, until: cut) {
            faults.append("the cloud did not drive before the cut; give a later --cut-at")
        }
        let alone: Set = ["heldPlan", "localPolicy", "stopping", "standstill"]
        if !drove(alone, from: cut, until: healed) {
            faults.append("nothing took over in the cut; give a longer --cut-for")
        }
        // The end of the drive, by its last stop, is no failure to come back.
        let end =
            entries.first { $0.kind == "transition" && $0.cause == "disarmed" }?.t
            ?? ticks.last?.t ?? 0
        let needed =
            drove(["stopping", "standstill"], from: cut, until: min(healed + returnTime, end))
            ? releaseTime : returnTime
        if end - healed >= needed, !drove(["cloudPlan"], from: healed, until: end) {
            faults.append("the cloud did not drive again after the cut")
        }
        return faults
    }
    /// Seconds in which the cloud must drive again once the link is back: a connection tried again
    /// after a second at most, a session, ten fresh plans, and twice as much for a busy machine.
    private static let returnTime = 5.0
    /// The same for a car that came to a stop: it stands first, and its link is healthy for five
    /// seconds before it is released.
    private static let releaseTime = 25.0

    private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
}
