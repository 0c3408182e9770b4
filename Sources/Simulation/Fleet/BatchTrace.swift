/// One batch of a simulated cell, to look at.
public struct BatchTrace: Hashable, Sendable {
    /// The worker's place.
    public var worker: Int
    /// The model's place.
    public var model: Int
    /// Members.
    public var size: Int
    /// When it was dispatched, in nanoseconds of simulated time.
    public var start: UInt64
    /// When its result is back.
    public var end: UInt64
}
