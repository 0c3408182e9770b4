import EdgeCore
import Motion
import SansIO
import Wire

/// An output of the core as text, for comparing two runs of it: numbers are written so that no two
/// that differ look the same.
enum DecisionText {
    static func text(_ output: EdgeOutput) -> String {
        switch output {
        case .transmit(let envelope, let payload, let connection):
            return "transmit(" + text(envelope, payload, connection)
        case .transmitCopy(let envelope, let payload, let connection):
            return "transmitCopy(" + text(envelope, payload, connection)
        case .command(let command):
            // The values of actions lie in place, and are no part of a description.
            guard let values = command.command.actions else { return "\(output)" }
            return "\(output) \(values.channels.map { values[$0] })"
        case .runHead, .encode, .releaseCapture, .releasePayload, .pace, .openConnection,
            .closeConnection, .event:
            return "\(output)"
        }
    }
    private static func text(
        _ envelope: Envelope, _ payload: PayloadID?, _ connection: UInt64
    ) -> String {
        // All of its bytes count, and a token among them is nobody's to read.
        let control = FrameEncoder.encode(
            envelope, payloadByteCount: envelope.message.payloadByteCount)
        return "\(envelope.message.kind), epoch \(hexadecimal(envelope.epoch)), "
            + "sequence \(envelope.sequence), \(control.count) bytes, checksum "
            + "\(hexadecimal(CRC32C.checksum(control))), payload "
            + "\(payload.map { "\($0.value)" } ?? "none"), connection \(connection))"
    }
    private static func hexadecimal(_ number: some BinaryInteger) -> String {
        String(number, radix: 16)
    }
}
