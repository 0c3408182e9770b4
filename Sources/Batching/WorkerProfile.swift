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
    /// How it runs one model.
    public struct Model: Hashable, Sendable {
        /// Which.
        public var model: ModelSlot
        /// The largest batch it takes, 1 to 256.
        public var batchLimit: Int
        /// Measured times by growing batch size; may be empty.
        public var points: [Point]

        /// Makes the value from its fields.
        public init(model: ModelSlot, batchLimit: Int, points: [Point]) {
            self.model = model
            self.batchLimit = batchLimit
            self.points = points
        }
    }

    /// The models it runs, each named once, at least one.
    public var models: [Model]
    /// Whether it has to earn its full batches first, as one that failed lately does.
    public var isOnProbation: Bool

    /// Makes the value from its fields.
    public init(models: [Model], isOnProbation: Bool) {
        self.models = models
        self.isOnProbation = isOnProbation
    }
}
