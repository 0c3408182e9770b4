/// Which of several flows over one link it is.
public struct LinkFlow: Hashable, Sendable {
    /// The flow's number, below 2^32: what chance does to its packets is drawn by it.
    public var number: UInt64
    /// How often the link's conditions had changed when the flow began.
    public var changes: UInt64

    /// The only flow over a link, from the link's beginning.
    public static let only = LinkFlow(number: 0, changes: 0)

    /// A flow from its parts.
    public init(number: UInt64, changes: UInt64) {
        self.number = number
        self.changes = changes
    }
}
