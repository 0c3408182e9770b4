import Wire

/// A message on its way between a client, which is a device or a worker, and the coordinator.
struct CellFrame: Sendable {
    /// The name of the connection it was sent on.
    var connection: UInt64
    var envelope: Envelope
    /// One for each payload part.
    var payloads: [PayloadTag]
}
