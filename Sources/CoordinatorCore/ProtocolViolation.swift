public import Wire

/// How a peer broke the protocol.
public enum ProtocolViolation: Hashable, Sendable {
    /// Its bytes are no frame.
    case undecodable(DecodeError)
    /// The message has no place on this socket, in this direction or at this time.
    case unexpected(MessageKind)
    /// The payload parts are not those the message describes.
    case wrongPayloads
    /// A result does not fit the batch it is for.
    case misshapenResult(batch: UInt64)
}

extension ProtocolViolation: CustomStringConvertible {
    /// One stable word for logs; a detail follows a colon.
    public var description: String {
        switch self {
        case .undecodable(let error): "undecodable: \(error)"
        case .unexpected(let kind): "unexpected:\(kind)"
        case .wrongPayloads: "wrongPayloads"
        case .misshapenResult(let batch): "misshapenResult:batch\(batch)"
        }
    }
}
