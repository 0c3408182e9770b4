public import SansIO
public import Timekeeping

/// What the backend made of an execution.
public struct ExecutionResult: Hashable, Sendable {
    /// What became of one member.
    public enum Member: Hashable, Sendable {
        /// Its plan; the core owns the payload from here on.
        case ok(PayloadID, byteCount: UInt32, checksum: UInt32)
        /// Its payload could not be decoded.
        case malformed
        /// The backbone's plan was not finite.
        case unsound
        /// The backbone could not run it.
        case failed
    }

    /// The number of the execution.
    public var number: UInt64
    /// Time it took to decode and run.
    public var computeTime: Interval
    /// One for each member of the execution, in order.
    public var members: [Member]

    /// Makes the value from its fields.
    public init(number: UInt64, computeTime: Interval, members: [Member]) {
        self.number = number
        self.computeTime = computeTime
        self.members = members
    }
}
