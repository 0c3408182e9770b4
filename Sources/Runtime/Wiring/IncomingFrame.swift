import Wire
import ZeroMQ

/// A received message as a core may see it: the envelope, and the payload parts it describes.
struct IncomingFrame {
    let envelope: Envelope
    let payloads: [MessagePart]

    /// Reads the control part in front of `parts` and checks that the payload parts behind it are
    /// those it describes.
    init(_ parts: ArraySlice<MessagePart>) throws(DecodeError) {
        guard let control = parts.first else { throw .truncated(needed: 32, found: 0) }
        let decoded = try control.withBytes { (bytes) throws(DecodeError) in
            try FrameDecoder.decode(bytes)
        }
        envelope = decoded.envelope
        payloads = Array(parts.dropFirst())
        let described = decoded.envelope.message.payloadPartByteCounts
        guard described == payloads.map(\.byteCount) else {
            throw .payloadMismatch(
                header: UInt64(payloads.reduce(0) { $0 + $1.byteCount }),
                body: UInt64(decoded.payloadByteCount))
        }
    }
}
