import SansIO
import WorkerCore

/// One worker's process: its core and what it runs.
struct CellServer {
    let configuration: WorkerConfiguration
    var worker: WorkerCore
    var payloads = TaggedPayloads()
    /// What runs, and since when.
    var execution: Execution?
    var start: UInt64 = 0
    /// Processes so far.
    var runs: UInt64 = 0
    /// Who the coordinator took processes for that died, until it is told.
    var dead: [PeerID] = []
}
