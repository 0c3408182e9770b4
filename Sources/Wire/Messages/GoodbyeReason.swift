/// Why a peer ends a session.
public enum GoodbyeReason: UInt8, Hashable, Sendable, CaseIterable {
    /// The process ends as it was told to.
    case finished = 1
    /// A newer connection or epoch of the same peer took over.
    case replaced = 2
    /// The other side was silent for too long.
    case silence = 3
    /// The other side broke the protocol.
    case protocolError = 4
    /// The process cannot go on.
    case failed = 5
}
