/// What a socket had for its reader.
public enum Reception {
    /// Nothing now.
    case nothing
    /// A whole message. At a router the first part names the peer.
    case message([MessagePart])
    /// A message above the limits, dropped whole: its first part (the peer, at a router) and how
    /// large it was. Count it, with its cause.
    case oversized(first: MessagePart, partCount: Int, byteCount: Int)
}

/// What a socket had for a reader that keeps its own list of parts.
public enum Arrival: Hashable, Sendable {
    /// Nothing now.
    case nothing
    /// A whole message, whose parts are in the list.
    case message
    /// A message above the limits, dropped whole but for its first part, which is in the list.
    case oversized(partCount: Int, byteCount: Int)
}

/// What a socket could do at the moment it was asked.
public struct Readiness: OptionSet, Hashable, Sendable {
    /// The library's bits.
    public let rawValue: Int32
    /// A set of the library's bits.
    public init(rawValue: Int32) { self.rawValue = rawValue }
    /// It has a message.
    public static let readable = Readiness(rawValue: 1)
    /// It would take one.
    public static let writable = Readiness(rawValue: 2)
}

/// What became of a message that was to be sent.
public enum SendOutcome: Hashable, Sendable {
    /// Handed to the library.
    case sent
    /// Not taken: the peer's queue is full, or no connection is up.
    case wouldBlock
    /// Not taken: a router knows no such peer, or the connection broke inside the message.
    case unroutable
}

/// The largest message a reader accepts, over all parts.
public struct MessageLimits: Hashable, Sendable {
    /// Most parts.
    public let parts: Int
    /// Most bytes of all parts together.
    public let byteCount: Int

    /// Limits within `ZeroMQLimits.parts` and `ZeroMQLimits.messageByteCount`.
    public init(parts: Int, byteCount: Int) {
        precondition((1...ZeroMQLimits.parts).contains(parts), "part limit out of range")
        precondition(
            (1...ZeroMQLimits.messageByteCount).contains(byteCount), "byte limit out of range")
        self.parts = parts
        self.byteCount = byteCount
    }
}
