import Wire

/// Every bound of the worker, with its reason.
enum Limits {
    /// Members of one batch, as in the protocol.
    static let batchMembers = 64
    /// Models that it runs, as in the protocol.
    static let models = Wire.Limits.modelCount
    /// Batches that wait while one runs. The coordinator keeps one in flight; a second one comes
    /// only when it took the first for lost, and after that it knows better.
    static let batchesWaiting = 1
    /// Outputs of one input: two batches' results and releases, each member's with the longest
    /// chain, and what the session adds.
    static let outputs = (2 * Wire.Limits.linkCount + 6) * batchMembers + 64
}
