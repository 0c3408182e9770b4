/// What became of the messages that one side wanted to send over a link.
public struct SendCounts: Hashable, Sendable {
    /// Taken by the transport.
    public internal(set) var taken: UInt64 = 0
    /// Of these, those that waited for the link or the reader before the kernel had them.
    public internal(set) var waited: UInt64 = 0
    /// Not taken, for the queue was full: dropped.
    public internal(set) var refused: UInt64 = 0
    /// Not taken, for there was no connection: dropped.
    public internal(set) var unconnected: UInt64 = 0

    /// Notes whether a message went on at once, nil for not taken; whether it was.
    mutating func note(_ isAtOnce: Bool?) -> Bool {
        guard let isAtOnce else {
            refused += 1
            return false
        }
        taken += 1
        if !isAtOnce { waited += 1 }
        return true
    }
}
