/// Which trace a message belongs to, sized as in W3C Trace Context (section 3.2, `traceparent`).
public struct TraceContext: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes of the trace's identifier, the first byte highest.
    public let traceHigh: UInt64
    /// Its last eight bytes, the first byte highest.
    public let traceLow: UInt64
    /// The sender's span, the first byte highest; never 0.
    public let parent: UInt64
    /// Bit 0: the trace is sampled.
    public let flags: UInt8

    /// A context from its parts, or nil where Trace Context calls them invalid: an identifier of
    /// zeros.
    public init?(traceHigh: UInt64, traceLow: UInt64, parent: UInt64, flags: UInt8) {
        guard traceHigh | traceLow != 0, parent != 0 else { return nil }
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.parent = parent
        self.flags = flags
    }

    /// As a `traceparent` of version 00.
    public var description: String {
        let trace = Hexadecimal.digits(of: [traceHigh, traceLow].flatMap(Self.bytes))
        let parent = Hexadecimal.digits(of: Self.bytes(parent))
        return "00-\(trace)-\(parent)-\(Hexadecimal.digits(of: [flags]))"
    }

    /// The bytes of `word`, the highest first, as they are sent.
    static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
}
