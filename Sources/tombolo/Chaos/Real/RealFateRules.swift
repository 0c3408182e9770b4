/// Every capture has exactly one fate or is still under way, and what was counted is what was
/// recorded.
struct RealFateRules {
    private let recording: RealRecording

    init(_ recording: RealRecording) { self.recording = recording }

    var findings: [RealFinding] { [each, sums].compactMap { $0 } }

    private var each: RealFinding? {
        var seen: Set<UInt64> = []
        for fate in recording.fates {
            guard recording.exposures[fate.capture] != nil else {
                return RealFinding(
                    .accounts, "a fate of capture \(fate.capture), which was never taken")
            }
            guard seen.insert(fate.capture).inserted else {
                return RealFinding(.accounts, "capture \(fate.capture) has two fates")
            }
        }
        // Those under way have none yet; there are few, and the newest.
        let open = recording.exposures.keys.filter { !seen.contains($0) }
        let newest = recording.exposures.keys.sorted().suffix(RealLimits.pendingCaptures)
        guard let lost = open.filter({ !newest.contains($0) }).min() else { return nil }
        return RealFinding(.accounts, "capture \(lost) has no fate")
    }
    private var sums: RealFinding? {
        guard let summary = recording.summary else { return nil }
        guard summary.isBalanced else {
            let fates = summary.fates.values.reduce(0, +)
            return RealFinding(.accounts, "\(summary.captures) captures have \(fates) fates")
        }
        let pending = summary.fates["inFlight"] ?? 0
        guard pending <= RealLimits.pendingCaptures else {
            return RealFinding(.accounts, "\(pending) captures were under way at the end")
        }
        var recorded: [String: Int] = [:]
        for fate in recording.fates {
            recorded[String(fate.text.prefix { $0 != ":" }), default: 0] += 1
        }
        // What ends in the farewell is counted and no part of the recording.
        var unrecorded = 0
        for (name, count) in summary.fates where name != "inFlight" {
            let difference = count - (recorded[name] ?? 0)
            guard difference >= 0 else {
                return RealFinding(
                    .accounts, "\(recorded[name] ?? 0) captures are \(name), \(count) are counted")
            }
            unrecorded += difference
        }
        guard unrecorded <= RealLimits.pendingCaptures else {
            return RealFinding(.accounts, "\(unrecorded) counted fates are not recorded")
        }
        return nil
    }
}
