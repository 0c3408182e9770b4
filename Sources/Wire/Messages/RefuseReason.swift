/// Why a peer is refused.
public enum RefuseReason: UInt8, Hashable, Sendable, CaseIterable {
    /// The peer speaks another major version.
    case wrongVersion = 1
    /// The peer runs another model bundle.
    case wrongBundle = 2
    /// No session or capacity is free.
    case full = 3
    /// No session has this epoch; say hello.
    case unknownSession = 4
    /// This process is about to end.
    case draining = 5
    /// The message could not be read.
    case malformed = 6
    /// Plans would not reach the device within its budget often enough.
    case unattainable = 7
}
