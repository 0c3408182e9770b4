public import Timekeeping

/// How long a worker takes for a batch of one size.
public struct ServiceTime: Hashable, Sendable {
    /// Members of the batch.
    public var batch: UInt16
    /// From receipt of the batch to its result.
    public var time: Interval

    /// Makes the value from its fields.
    public init(batch: UInt16, time: Interval) {
        self.batch = batch
        self.time = time
    }
}
