import Batching
import Wire

/// What serves one model bundle: its batches never mix with another's.
struct Pool: Sendable {
    let bundle: BundleID
    var batcher: Batcher
    var requests: RequestTable
    /// Sessions that name this bundle; without any, and without work, another bundle may take its
    /// place.
    var devices = 0
    var workers = 0

    init(bundle: BundleID, configuration: BatcherConfiguration) {
        self.bundle = bundle
        batcher = Batcher(configuration: configuration)
        requests = RequestTable(limit: configuration.openLimit)
    }
}
