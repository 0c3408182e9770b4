public import Timekeeping

/// How long a worker takes for a batch of one model: stated, or measured by a real worker.
public struct ServiceProfile: Hashable, Sendable {
    /// One batch size and its time, from receipt to result.
    public struct Point: Hashable, Sendable {
        /// Members of the batch.
        public var batch: Int
        /// The time it takes.
        public var time: Interval

        /// Makes the value from its fields.
        public init(batch: Int, time: Interval) {
            self.batch = batch
            self.time = time
        }
    }

    /// The largest batch.
    public let batchLimit: Int
    /// By growing batch, at least one; the last is of the largest.
    public let points: [Point]
    private let times: [Int64]

    /// A profile from its points: linear between them, flat below the first.
    public init(points: [Point]) {
        precondition(
            points.first.map { $0.batch >= 1 } ?? false
                && zip(points, points.dropFirst()).allSatisfy { $0.batch < $1.batch },
            "a profile has points by growing batch")
        self.points = points
        batchLimit = points.last?.batch ?? 1
        var times: [Int64] = []
        for batch in 1...batchLimit {
            let above = points.first { $0.batch >= batch }
            let below = points.last { $0.batch <= batch }
            guard let above else { continue }
            guard let below, below.batch < above.batch else {
                times.append(above.time.nanoseconds)
                continue
            }
            let span = (above.time - below.time).nanoseconds * Int64(batch - below.batch)
            times.append(below.time.nanoseconds + span / Int64(above.batch - below.batch))
        }
        self.times = times
    }
    /// A set-up time and a time for each member.
    public init(base: Interval, perMember: Interval, batchLimit: Int) {
        let sizes = batchLimit > 1 ? [1, batchLimit] : [1]
        self.init(points: sizes.map { Point(batch: $0, time: base + perMember * Int64($0)) })
    }

    /// The time of a batch, 1 to `batchLimit`.
    public func time(batch: Int) -> Interval { .nanoseconds(times[batch - 1]) }
    /// Requests a second in full batches.
    public var fullRate: Double { Double(batchLimit) / time(batch: batchLimit).seconds }
}
