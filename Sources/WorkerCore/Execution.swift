public import SansIO
public import Wire

/// Work for the backend: the members of one batch that still have time.
public struct Execution: Hashable, Sendable {
    /// One latent and where its bytes are.
    public struct Member: Hashable, Sendable {
        /// What the coordinator says of it.
        public var header: BatchMember
        /// Its payload parts, state vector and then compressed latent each: those of its links in
        /// order, and its own last. There until `executed` was taken.
        public var payloads: [PayloadID]

        /// Makes the value from its fields.
        public init(header: BatchMember, payloads: [PayloadID]) {
            self.header = header
            self.payloads = payloads
        }
    }

    /// Counts the executions of this process from one.
    public var number: UInt64
    /// Which of the worker's models runs it, by its place in the configuration.
    public var model: Int
    /// At least one member.
    public var members: [Member]

    /// Makes the value from its fields.
    public init(number: UInt64, model: Int, members: [Member]) {
        self.number = number
        self.model = model
        self.members = members
    }
}
