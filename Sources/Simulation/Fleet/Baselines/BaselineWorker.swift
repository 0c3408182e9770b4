import Batching
import Timekeeping

/// One worker as a baseline knows it: its claimed times are believed for good.
struct BaselineWorker: Sendable {
    /// By model; nil for one it does not run.
    var tables: [ServiceTimeTable?]
    var isDraining = false
    /// The batch it runs; 0 for none.
    var number: UInt64 = 0
    var model = 0
    var members: [RequestID] = []
    /// Since when it rests, in nanoseconds.
    var idleSince: UInt64

    var takesWork: Bool { number == 0 && !isDraining }

    /// The time of a batch in nanoseconds, 1 to the largest batch.
    func time(_ model: Int, batch: Int) -> UInt64 {
        guard let table = tables[model] else { return .max }
        return UInt64(table.time(batch: batch).nanoseconds)
    }
    /// The largest batch of a model; 0 if it does not run it.
    func batchLimit(_ model: Int) -> Int { tables[model]?.batchLimit ?? 0 }
}
