public import Timekeeping

/// What a worker says of itself when it registers.
public struct WorkerProfile: Hashable, Sendable {
    /// How long a batch of one size took when the worker measured itself.
    public struct Point: Hashable, Sendable {
        /// Members of the batch, at least one.
        public var batch: Int
        /// From receipt of the batch to its result.
        public var time: Interval

        /// Makes the value from its fields.
        public init(batch: Int, time: Interval) {
            self.batch = batch
            self.time = time
        }
    }

    /// The largest batch it takes, 1 to 64.
    public var batchLimit: Int
    /// Measured times by growing batch size; may be empty.
    public var points: [Point]

    /// Makes the value from its fields.
    public init(batchLimit: Int, points: [Point]) {
        self.batchLimit = batchLimit
        self.points = points
    }
}
