import Foundation

/// How one contestant did.
struct Standing: Codable {
    /// How often a contestant's time a baseline's goes into it.
    struct Ratio: Codable {
        let baseline: String
        /// The median over the rounds of member's time over the baseline's member's time.
        let ratio: Double
    }
    let name: String
    /// Samples taken, one a round.
    let samples: Int
    /// The middle time of one call.
    let medianMicroseconds: Double
    /// The time that 95 of 100 calls do not exceed.
    let p95Microseconds: Double
    /// The time that 99 of 100 calls do not exceed.
    let p99Microseconds: Double
    /// Members that one call serves.
    let members: Int
    /// The middle time divided by the members.
    let memberMicroseconds: Double
    /// Bytes of one call by its middle time, where bytes are what it is about.
    let gigabytesPerSecond: Double?
    let ratios: [Ratio]
    let note: String

    /// The columns of `line`.
    static let heading =
        "  " + column("", 44, alignedLeft: true)
        + ["median us", "p95 us", "p99 us", "each us"].map { column($0, 11) }.joined()
        + "  times its baseline"

    /// One line of the table.
    var line: String {
        let times = [medianMicroseconds, p95Microseconds, p99Microseconds, memberMicroseconds]
        let notes =
            ratios.map { "\(Standing.text($0.ratio)) x \($0.baseline)" }
            + (gigabytesPerSecond.map { ["\(Standing.text($0)) GB/s"] } ?? [])
            + (note.isEmpty ? [] : [note])
        return "  " + Standing.column(name, 44, alignedLeft: true)
            + times.map { Standing.column(Standing.text($0), 11) }.joined()
            + "  " + notes.joined(separator: "; ")
    }

    /// `value` with as many decimals as are worth reading.
    static func text(_ value: Double) -> String {
        String(format: value < 1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value)
    }
    private static func column(_ text: String, _ width: Int, alignedLeft: Bool = false) -> String {
        let space = String(repeating: " ", count: max(1, width - text.count))
        return alignedLeft ? text + space : space + text
    }
}
