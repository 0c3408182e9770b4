import Wire

/// Control parts, and payload parts under the headers found in them.
///
/// Byte 0 says what is repaired first, since chance would hardly find it: bit 0 the checksum, bit 1
/// the body's length. The rest is a control part.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    var bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    repair(&bytes, start[0])
    let frame: DecodedFrame
    do throws(DecodeError) {
        frame = try FrameDecoder.decode(bytes)
    } catch {
        precondition(!error.description.isEmpty, "an error says what is wrong")
        return 0
    }
    let envelope = frame.envelope
    let written = FrameEncoder.encode(envelope, payloadByteCount: frame.payloadByteCount)
    do throws(DecodeError) {
        let again = try FrameDecoder.decode(written)
        precondition(again.envelope == envelope, "what is written is what was read")
    } catch {
        preconditionFailure("what was read can be written: \(error)")
    }
    readPayload(bytes, envelope.message)
    return 0
}

private func repair(_ bytes: inout [UInt8], _ choice: UInt8) {
    guard bytes.count >= 32 else { return }
    if choice & 2 != 0 {
        let body = bytes.count - 32
        bytes[6] = UInt8(truncatingIfNeeded: body)
        bytes[7] = UInt8(truncatingIfNeeded: body >> 8)
    }
    guard choice & 1 != 0, bytes[5] & 1 != 0 else { return }
    for index in 12..<16 { bytes[index] = 0 }
    let checksum = CRC32C.checksum(bytes)
    for index in 0..<4 {
        bytes[12 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
    }
}

/// Reads the input itself as the payload that the header describes.
private func readPayload(_ bytes: [UInt8], _ message: Message) {
    switch message {
    case .latent(let header):
        if let payload = try? LatentPayload(decoding: bytes.span, header: header) {
            let latents = [payload.latent] + payload.others
            precondition(
                latents.allSatisfy { $0.upperBound <= bytes.count }, "a latent lies in its payload")
        }
    case .plan(let header):
        if let payload = try? PlanPayload(decoding: bytes.span, header: header) {
            precondition(payload.steps.allSatisfy(\.isFinite), "a plan is finite")
        }
    case .batch(let batch):
        for member in batch.members {
            _ = try? LatentPayload(decoding: bytes.span, member: member)
        }
    case .hello, .welcome, .refuse, .outcome, .heartbeat, .goodbye, .register, .batchResult, .drain,
        .pace, .reference, .failsafeReport, .rehome:
        return
    }
}
