/// Latents to run together; `Envelope.sequence` is the number of the batch.
///
/// One payload part for each member, in order, as its device sent it.
public struct Batch: Hashable, Sendable {
    /// One to 64 members.
    public var members: [BatchMember]

    /// Makes the message from its fields.
    public init(members: [BatchMember]) {
        self.members = members
    }
}
