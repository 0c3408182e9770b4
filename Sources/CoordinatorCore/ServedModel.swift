import Batching
import Wire

/// One model bundle of the cell; its place is its model's place in the batcher.
struct ServedModel: Sendable {
    let bundle: BundleID
    /// Sessions that name this bundle, and latents that are open; without any another bundle may
    /// take its place.
    var devices = 0
    var workers = 0
    var open = 0

    init(bundle: BundleID) { self.bundle = bundle }

    var isUnused: Bool { devices == 0 && workers == 0 && open == 0 }
}
