import LatentCodec
import Timekeeping
import Wire

/// A latent and a plan as they go over the wire, from a real capture.
struct WireFrames: Sendable {
    /// Float32 elements of the latent before it was compressed.
    let elementCount: Int
    /// Bytes of the state vector in front of the latent.
    let stateByteCount: Int
    /// State and compressed latent.
    let latentPayload: [UInt8]
    /// What the plan's payload says.
    let beliefs: [Float]
    let steps: [Float]
    /// Milliseconds from one step of a plan to the next.
    let stepMilliseconds: Int
    /// Channels of a step.
    let channelCount: Int

    /// The control part's content of a latent sent at `stamp`, with the payload's checksum.
    func latentEnvelope(sequence: UInt64, stamp: UInt64) -> Envelope {
        let header = LatentHeader(
            captureStamp: stamp, budget: .milliseconds(400), stream: 0,
            codec: LatentEncoder.codec, multiplier: CodecContest.multiplier,
            elementCount: UInt32(elementCount),
            latentByteCount: UInt32(latentPayload.count - stateByteCount),
            reference: 0, stateByteCount: UInt16(stateByteCount),
            payloadChecksum: CRC32C.checksum(latentPayload))
        return Envelope(epoch: 1, sequence: sequence, message: .latent(header))
    }
    /// The control part's content of a plan with this payload.
    func planEnvelope(_ payload: [UInt8]) -> Envelope {
        let step = Interval.milliseconds(Int64(stepMilliseconds))
        let header = PlanHeader(
            captureStamp: 1, latentSequence: 1, queueTime: .zero, computeTime: .zero,
            firstStep: step, step: step, stepCount: UInt16(steps.count / channelCount),
            channelCount: UInt8(channelCount), beliefCount: UInt8(beliefs.count), modelVersion: 1,
            payloadChecksum: CRC32C.checksum(payload), reference: .held)
        return Envelope(epoch: 1, sequence: 1, message: .plan(header))
    }
    /// A latent's parts: control and payload.
    var latentParts: [[UInt8]] {
        let envelope = latentEnvelope(sequence: 1, stamp: 1)
        return [
            FrameEncoder.encode(envelope, payloadByteCount: latentPayload.count), latentPayload,
        ]
    }
    /// A plan's parts: control and payload.
    var planParts: [[UInt8]] {
        let payload = PlanPayload.encode(beliefs: beliefs, steps: steps)
        return [
            FrameEncoder.encode(planEnvelope(payload), payloadByteCount: payload.count), payload,
        ]
    }
}
