/// A message on its way, as bytes.
struct SimulatedFrame {
    var route: Route
    /// The client's number of the connection it was sent on.
    var connection: UInt64
    var direction: Link.Direction
    /// The control part.
    var control: [UInt8]
    /// The payload parts.
    var payloads: [[UInt8]]
}
