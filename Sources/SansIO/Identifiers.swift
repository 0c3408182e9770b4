/// One capture of one device's sensors, counted by the device from zero.
public struct CaptureID: Hashable, Comparable, Sendable {
    /// The count.
    public let value: UInt64
    /// An identifier from its count.
    public init(_ value: UInt64) { self.value = value }
    /// Orders captures, older first.
    public static func < (left: CaptureID, right: CaptureID) -> Bool { left.value < right.value }
}

/// Bytes in a shell's arena. A core holds the identifier and the byte count, never the bytes.
public struct PayloadID: Hashable, Sendable {
    /// The arena's own key.
    public let value: UInt64
    /// An identifier from the arena's key.
    public init(_ value: UInt64) { self.value = value }
}

/// One connection at a listening shell; never used again for another connection.
public struct PeerID: Hashable, Comparable, Sendable {
    /// The shell's count of connections.
    public let value: UInt64
    /// An identifier from the shell's count.
    public init(_ value: UInt64) { self.value = value }
    /// Orders connections, older first.
    public static func < (left: PeerID, right: PeerID) -> Bool { left.value < right.value }
}
