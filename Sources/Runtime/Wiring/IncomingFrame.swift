import Wire
import ZeroMQ

/// A received message as a core may see it: the envelope, and the payload parts it describes.
struct IncomingFrame {
    let envelope: Envelope
    let payloads: [MessagePart]

    /// Reads the control part in front of `parts` and checks that the payload parts behind it are
    /// those it describes.
    init(_ parts: ArraySlice<MessagePart>) throws(DecodeError) {
        envelope = try Self.envelope(of: parts)
        payloads = Array(parts.dropFirst())
    }

    /// The envelope alone, checked in the same way; the payload parts stay where they are.
    static func envelope(of parts: ArraySlice<MessagePart>) throws(DecodeError) -> Envelope {
        guard let control = parts.first else { throw .truncated(needed: 32, found: 0) }
        let decoded = try control.withBytes { (bytes) throws(DecodeError) in
            try FrameDecoder.decode(bytes)
        }
        let payloads = parts.dropFirst()
        guard isDescribed(payloads, by: decoded.envelope.message) else {
            throw .payloadMismatch(
                header: UInt64(payloads.reduce(0) { $0 + $1.byteCount }),
                body: UInt64(decoded.payloadByteCount))
        }
        return decoded.envelope
    }
    /// Most messages have one payload part or none: these are compared without a list of sizes.
    private static func isDescribed(
        _ payloads: ArraySlice<MessagePart>, by message: Message
    ) -> Bool {
        switch message {
        case .latent(let header):
            payloads.count == 1 && payloads.first?.byteCount == header.payloadByteCount
        case .plan(let header):
            payloads.count == 1 && payloads.first?.byteCount == Int(header.payloadByteCount)
        case .hello, .welcome, .refuse, .outcome, .heartbeat, .goodbye, .register, .drain, .pace,
            .reference, .failsafeReport, .rehome:
            payloads.isEmpty
        case .batch, .batchResult:
            message.payloadPartByteCounts == payloads.map(\.byteCount)
        }
    }
}
