import Runtime

/// What a process must show at its end: that it lived until it was told to end, ended in order, and
/// that its own sums balance.
enum RealPeerRules {
    /// How a process of a case ended.
    struct End: Hashable {
        var place: RealFault.Place
        var name: String
        var ending: ChildProcess.Ending?
        /// Whether it was killed on purpose.
        var isKilled = false
        /// Its own last account: the car's line on its output, the others' in their logs; nil if it
        /// could not say it.
        var account: String?
        /// Whether it could say it.
        var isHeard = true
    }

    static func findings(_ end: End) -> [RealFinding] {
        guard !end.isKilled else {
            return end.ending == .signal(9)
                ? [] : [RealFinding(.processes, "the \(end.name) was not killed")]
        }
        guard end.ending == .status(0) else {
            return [RealFinding(.processes, "the \(end.name) \(Programs.words(for: end.ending))")]
        }
        guard end.isHeard else { return [] }
        guard let account = end.account else {
            return [RealFinding(.processes, "the \(end.name) gave no account at its end")]
        }
        // A machine has no sums.
        let balance = end.place == .machine ? "true" : Programs.field("balanced", of: account)
        guard balance == "true" else {
            return [RealFinding(.accounts, "the \(end.name)'s sums do not balance: \(account)")]
        }
        for mishap in ["collisions", "off_road_ms"] {
            guard let count = Programs.field(mishap, of: account), count != "0" else { continue }
            return [RealFinding(.safety, "the \(end.name) says: \(account)")]
        }
        guard Programs.field("standing", of: account) != "false" else {
            return [RealFinding(.safety, "the \(end.name) did not stand at its end: \(account)")]
        }
        return []
    }
}
