import Timekeeping

/// What a receiver says: what is there.
struct StreamAcknowledgement: Sendable {
    /// When it was said. What had come by then and lies beyond a gap is acknowledged selectively.
    let at: Instant
    /// The sequence of the first segment that is missing.
    let next: UInt64
    /// Whether something beyond that is there.
    let hasGap: Bool
}
