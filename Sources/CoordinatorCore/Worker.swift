import Batching

/// One worker with a session; its slot is its place in the batcher too.
struct Worker {
    /// A batch on its way, under both its names.
    struct Assignment: Sendable {
        /// The frame that carried it; results name this.
        let sequence: UInt64
        /// What the batcher calls it.
        let number: BatchNumber
    }

    var link: PeerLink
    /// What it runs, as the batcher knows it, and under which place each model was registered.
    var profile = WorkerProfile(models: [], isOnProbation: false)
    var places: [UInt8] = []
    /// The last batch it was sent in this session.
    var assignment: Assignment?

    /// The place under which it registered a model of the batcher's, or nil if it does not run it.
    func registered(_ model: ModelSlot) -> UInt8? {
        profile.models.firstIndex { $0.model == model }.map { places[$0] }
    }
}
