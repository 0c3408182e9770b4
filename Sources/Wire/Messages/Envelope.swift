/// What one message says and whose it is; all that a core sees of it.
public struct Envelope: Hashable, Sendable {
    /// The session, drawn at random by the peer that opened it.
    public var epoch: UInt64
    /// Counts the frames of one direction of an epoch, all kinds together.
    public var sequence: UInt64
    /// The trace that the message belongs to, or nil.
    public var trace: TraceContext?
    /// The message.
    public var message: Message

    /// A message of no trace.
    public init(epoch: UInt64, sequence: UInt64, message: Message) {
        self.epoch = epoch
        self.sequence = sequence
        self.message = message
        trace = nil
    }
    /// Makes the value from its fields.
    public init(epoch: UInt64, sequence: UInt64, trace: TraceContext?, message: Message) {
        self.epoch = epoch
        self.sequence = sequence
        self.trace = trace
        self.message = message
    }
}
