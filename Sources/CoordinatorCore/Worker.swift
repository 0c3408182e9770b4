import Batching

/// One worker with a session; its slot is its place in its pool's batcher too.
struct Worker {
    /// A batch on its way, under both its names.
    struct Assignment: Sendable {
        /// The frame that carried it; results name this.
        let sequence: UInt64
        /// What the batcher calls it.
        let number: BatchNumber
    }

    var link: PeerLink
    /// The pool that it works for.
    var pool: Int
    /// Which of the models that it registered is that pool's.
    var model: UInt8 = 0
    /// What it said of itself.
    var profile = WorkerProfile(batchLimit: 1, points: [])
    /// The last batch it was sent in this session.
    var assignment: Assignment?
}
