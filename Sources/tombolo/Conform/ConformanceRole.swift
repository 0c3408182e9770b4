/// What is tested; the runner plays its peers.
enum ConformanceRole: String, Hashable, Sendable, CaseIterable {
    /// A coordinator, seen by devices and workers that the runner plays.
    case coordinator
    /// A device, seen by a coordinator that the runner plays.
    case device
    /// A worker, seen by a coordinator that the runner plays.
    case worker
}
