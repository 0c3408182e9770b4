/// Latents to run together; `Envelope.sequence` is the number of the batch.
///
/// For each member, in order, the payload parts of its links and then its own, as its device sent
/// them.
public struct Batch: Hashable, Sendable {
    /// One to 64 members.
    public var members: [BatchMember]

    /// Makes the message from its fields.
    public init(members: [BatchMember]) {
        self.members = members
    }
}
