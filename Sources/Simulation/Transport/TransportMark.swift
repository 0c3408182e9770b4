/// What a connection carries beside messages, in order with them.
enum TransportMark: Hashable {
    /// A step of a connection's beginning, by its number: even ones go up, odd ones down. The first
    /// two are TCP's handshake, the rest greets: `TransportMark.steps` in all, three round trips,
    /// as libzmq 4.3 was measured to take until a socket is writable.
    case step(Int)
    /// The sender has no more to say (FIN).
    case end
    /// The sender is gone (RST).
    case reset
    /// Is somebody there? (TCP's keepalive.)
    case probe
    /// Somebody is.
    case answer

    static let steps = 6
    /// Bytes of a step, as the largest of a greeting has; TCP's own have no payload, but a stream
    /// carries none without.
    static let stepBytes = 64

    var byteCount: Int {
        switch self {
        case .step(let number): number < 2 ? 1 : Self.stepBytes
        case .end, .reset, .probe, .answer: 1
        }
    }
}
