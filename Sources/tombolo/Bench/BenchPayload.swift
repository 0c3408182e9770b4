import LatentCodec
import Timekeeping
import Wire

/// A latent's payload part and what a frame says of it.
struct BenchPayload: Sendable {
    let bytes: [UInt8]
    let stateByteCount: Int
    let elementCount: Int
    let multiplier: UInt16

    /// The frame of a latent with this payload.
    func envelope(epoch: UInt64, sequence: UInt64, stamp: UInt64) -> Envelope {
        let header = LatentHeader(
            captureStamp: stamp, budget: .seconds(2), stream: 0, codec: LatentEncoder.codec,
            multiplier: multiplier, elementCount: UInt32(elementCount),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return Envelope(epoch: epoch, sequence: sequence, message: .latent(header))
    }
}
