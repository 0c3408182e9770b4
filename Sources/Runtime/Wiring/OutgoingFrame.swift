import Wire
import ZeroMQ

/// A message as the transport takes it: the control part, encoded here, then the payload parts as
/// they are.
enum OutgoingFrame {
    /// The parts of `envelope` with `payloads`, which are those it describes.
    static func parts(_ envelope: Envelope, payloads: [MessagePart]) -> [MessagePart] {
        let byteCount = payloads.reduce(0) { $0 + $1.byteCount }
        let control = FrameEncoder.encode(envelope, payloadByteCount: byteCount)
        return [MessagePart(copying: control)] + payloads
    }
}
