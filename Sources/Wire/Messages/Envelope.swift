/// What one message says and whose it is; all that a core sees of it.
public struct Envelope: Hashable, Sendable {
    /// The session, drawn at random by the peer that opened it.
    public var epoch: UInt64
    /// The count the kind of message defines: latents of an epoch, or batches.
    public var sequence: UInt64
    /// The message.
    public var message: Message

    /// Makes the value from its fields.
    public init(epoch: UInt64, sequence: UInt64, message: Message) {
        self.epoch = epoch
        self.sequence = sequence
        self.message = message
    }
}
