/// When a link could carry a packet: the traces of Mahimahi.
///
/// Each stamp, in milliseconds from the trace's beginning, is one opportunity to deliver 1,500
/// bytes. Bytes are counted, so one opportunity carries several small packets or a part of a large
/// one; what nobody uses is wasted. After the last stamp the trace begins anew.
public struct DeliveryTrace: Hashable, Sendable {
    /// Milliseconds from the beginning, in ascending order; at least one.
    public let stamps: [UInt32]

    /// Bytes of one opportunity.
    public static let opportunityBytes = 1_500

    /// A trace from its stamps in milliseconds.
    public init(stamps: [UInt32]) throws(TraceProblem) {
        guard let last = stamps.last else { throw .empty }
        guard last > 0 else { throw .noDuration }
        guard stamps.count <= Limits.traceOpportunities else { throw .tooLong }
        for line in stamps.indices.dropFirst() where stamps[line] < stamps[line - 1] {
            throw .descending(line: line + 1)
        }
        guard Int64(last) <= Limits.traceMilliseconds else { throw .tooLong }
        self.stamps = stamps
    }
    /// The trace in the text of a Mahimahi file: one whole number a line.
    public init(text: [UInt8]) throws(TraceProblem) {
        guard text.count <= Limits.traceBytes else { throw .tooLong }
        var stamps: [UInt32] = []
        var stamp: UInt32?
        var line = 1
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (tens, over) = (stamp ?? 0).multipliedReportingOverflow(by: 10)
                let (sum, carried) = tens.addingReportingOverflow(UInt32(byte - 0x30))
                guard !over, !carried else { throw .noNumber(line: line) }
                stamp = sum
            case 0x0A:
                guard let whole = stamp else { throw .noNumber(line: line) }
                stamps.append(whole)
                stamp = nil
                line += 1
            case 0x0D where stamp != nil: continue
            default: throw .noNumber(line: line)
            }
        }
        if let stamp { stamps.append(stamp) }
        try self.init(stamps: stamps)
    }

    /// Milliseconds after which it begins anew.
    public var milliseconds: Int { Int(stamps[stamps.count - 1]) }
    /// Opportunities in it.
    public var count: Int { stamps.count }
    /// What it carries on average if every opportunity is used, in bits per second.
    public var bitsPerSecond: Double {
        Double(count * Self.opportunityBytes * 8) / Double(milliseconds) * 1_000
    }
}
