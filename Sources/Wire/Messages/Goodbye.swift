/// The last message of a session; no answer is expected.
public struct Goodbye: Hashable, Sendable {
    /// Why it ends.
    public var reason: GoodbyeReason

    /// Makes the message from its fields.
    public init(reason: GoodbyeReason) {
        self.reason = reason
    }
}
