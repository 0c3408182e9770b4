/// How many captures ended for one cause.
public struct CauseCount: Hashable, Sendable {
    /// The fate and its cause, for example `lost:noSession`: stable words for logs.
    public var name: String
    /// Captures that ended so.
    public var count: UInt64

    /// A count from its parts.
    public init(name: String, count: UInt64) {
        self.name = name
        self.count = count
    }
}
