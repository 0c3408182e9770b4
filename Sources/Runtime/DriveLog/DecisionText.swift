import EdgeCore
import SansIO
import Wire

/// An output of the core as text, for comparing two runs of it: numbers are written so that no two
/// that differ look the same.
enum DecisionText {
    static func text(_ output: EdgeOutput) -> String {
        switch output {
        case .transmit(let envelope, let payload, let connection):
            // All of its bytes count, and a token among them is nobody's to read.
            let control = FrameEncoder.encode(
                envelope, payloadByteCount: envelope.message.payloadByteCount)
            return "transmit(\(envelope.message.kind), epoch \(hexadecimal(envelope.epoch)), "
                + "sequence \(envelope.sequence), \(control.count) bytes, checksum "
                + "\(hexadecimal(CRC32C.checksum(control))), payload "
                + "\(payload.map { "\($0.value)" } ?? "none"), connection \(connection))"
        case .runHead, .encode, .command, .releaseCapture, .releasePayload, .pace, .openConnection,
            .closeConnection, .event:
            return "\(output)"
        }
    }
    private static func hexadecimal(_ number: some BinaryInteger) -> String {
        String(number, radix: 16)
    }
}
