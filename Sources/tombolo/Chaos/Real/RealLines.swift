import Timekeeping

/// Cases with real processes in lines for a terminal.
enum RealLines {
    /// What one case came to.
    static func lines(of result: RealResult) -> [String] {
        if let why = result.isImpossible { return ["left out: \(why)"] }
        let facts = [
            "fallback \(text(result.fallback))", "first plan \(text(result.firstPlan))",
            "cloud back \(text(result.cloud))", "\(result.missed) of \(result.ticks) ticks missed",
            "stolen \(text(result.stolen))", "took \(Int(result.duration.seconds.rounded())) s",
        ]
        let meddled = result.meddled.map { ["\($0) messages meddled with"] } ?? []
        return [(meddled + facts).joined(separator: ", ")]
            + result.findings.map { "FOUND \($0)" }
    }
    /// All cases, by fault, and the sums.
    static func table(_ results: [RealResult]) -> [String] {
        var rows = [["", "cases", "fallback ms", "first plan ms", "cloud ms", "found"]]
        for fault in RealFault.all {
            let found = results.filter { $0.subject.fault == fault }
            guard !found.isEmpty else { continue }
            let driven = found.filter { $0.isImpossible == nil }
            rows.append([
                "\(fault)", driven.isEmpty ? "left out" : "\(driven.count)",
                worst(driven.map(\.fallback)), worst(driven.map(\.firstPlan)),
                worst(driven.map(\.cloud)), "\(found.count { !$0.findings.isEmpty })",
            ])
        }
        let driven = results.filter { $0.isImpossible == nil }
        let ticks = driven.reduce(0) { $0 + $1.ticks }
        let missed = driven.reduce(0) { $0 + $1.missed }
        let plans = driven.filter { $0.subject.fault.stopsPlans }.compactMap(\.firstPlan).sorted()
        var lines = FleetTable.aligned(rows)
        lines.append(
            "\(driven.count) cases, \(ticks) control ticks, \(missed) missed; first plan after an "
                + "interruption: p50 \(text(quantile(plans, 0.5))), worst \(text(plans.last))")
        for result in results where !result.findings.isEmpty {
            for finding in result.findings {
                lines.append("seed \(result.subject.seed) (\(result.subject.fault)): \(finding)")
            }
        }
        return lines
    }
    /// The cases that seeds draw.
    static func list(_ seeds: [UInt64]) -> [String] {
        seeds.map { "\($0)  \(RealCase(seed: $0))" }
    }

    private static func worst(_ times: [Interval?]) -> String {
        times.compactMap { $0 }.max().map { "\(Int($0.milliseconds.rounded()))" } ?? "-"
    }
    private static func quantile(_ sorted: [Interval], _ share: Double) -> Interval? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
    }
    private static func text(_ interval: Interval?) -> String {
        interval.map { "\(Int($0.milliseconds.rounded())) ms" } ?? "-"
    }
}
