import Timekeeping

/// What the batcher knows of one model.
struct ModelState: Sendable {
    var queue: RequestQueue
    /// Requests a second.
    var rate: Int64 = 0
    /// Requests a second that the workers' share for this model can do in full batches.
    var capacity: Int64 = 0
    /// The same of all workers that run it, if they ran nothing else.
    var fullRate: Int64 = 0
    /// Members below which a batch waits for more, for a while.
    var floor = 1
    /// What a request must have left to count towards the floor, in nanoseconds: the time that a
    /// batch of that size takes, and the way back.
    var goodSlack: Int64 = 0
    /// Its open streams.
    var streamCount = 0
    /// The period that its streams have, in nanoseconds, and how many have another one.
    var period: UInt64 = 0
    var misfits = 0
    /// Its streams that keep no period.
    var returns = Returns()
    /// How many slots a period has, where slots are, and the slot of its last batch.
    var slots: Int?
    var lastSlot: UInt64 = 0
    /// Its open streams by network class.
    var streams = [Int32](repeating: 0, count: NetworkClass.count)
    /// Until when the batch below its floor waits; nil if none does.
    var waitEnd: Instant?
    /// The least time a worker takes for one member, in nanoseconds; nil without any.
    var fastest: Int64?
}
