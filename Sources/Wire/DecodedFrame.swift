/// What a control part said: legal by construction.
public struct DecodedFrame: Hashable, Sendable {
    /// The message and whose it is.
    public let envelope: Envelope
    /// Bytes of all payload parts together, equal to the sum of what the message says of each.
    public let payloadByteCount: Int

    /// A frame from its parts.
    public init(envelope: Envelope, payloadByteCount: Int) {
        self.envelope = envelope
        self.payloadByteCount = payloadByteCount
    }
}
