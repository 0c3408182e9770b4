import Wire

/// One control part in a line.
struct FrameSummary {
    /// Kind, epoch, sequence and sizes, or why the bytes are refused.
    let line: String
    /// Why the bytes are no frame, or nil.
    let refusal: FrameRefusal?

    /// Reads `bytes`.
    init(_ bytes: [UInt8]) {
        do throws(DecodeError) {
            let frame = try FrameDecoder.decode(bytes)
            let envelope = frame.envelope
            line =
                TextColumn.left("\(envelope.message.kind)", 16)
                + TextColumn.left("epoch \(String(envelope.epoch, radix: 16))", 24)
                + TextColumn.left("sequence \(envelope.sequence)", 20)
                + "\(bytes.count) bytes, payload \(frame.payloadByteCount)"
            refusal = nil
        } catch {
            let refusal = FrameRefusal(error)
            line = TextColumn.left("refused", 16) + refusal.description
            self.refusal = refusal
        }
    }
}
