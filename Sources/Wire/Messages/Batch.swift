/// Latents to run together; `Envelope.sequence` is the number of the batch.
///
/// For each member, in order, the payload parts of its links and then its own, as its device sent
/// them.
public struct Batch: Hashable, Sendable {
    /// Which of the models that the worker registered runs it, by its place there, from 0 to 3.
    public var model: UInt8
    /// One to 64 members.
    public var members: [BatchMember]

    /// Makes the message from its fields.
    public init(model: UInt8, members: [BatchMember]) {
        self.model = model
        self.members = members
    }
    /// Makes the message for the first model that the worker registered.
    public init(members: [BatchMember]) {
        self.init(model: 0, members: members)
    }
}
