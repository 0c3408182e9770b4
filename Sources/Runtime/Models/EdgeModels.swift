import EdgeCore
public import Inference
import LatentCodec
public import ModelBundle
import SansIO
import Wire

/// The models and the codec of a device: head, local policy, latent encoder. One thread at a time
/// uses them.
public final class EdgeModels {
    private let head: HeadModel
    private let local: PlanningModel
    private var encoder: PredictiveEncoder
    /// Bytes of a picture, uint8 RGB.
    let pictureByteCount: Int
    /// Numbers of a state vector.
    let stateCount: Int

    /// Loads head and local policy of `bundle` through `backend` and runs each once.
    public init(
        bundle: ModelBundle, backend: any InferenceBackend
    ) throws(ModelLoadError) {
        pictureByteCount = bundle.camera.width * bundle.camera.height * bundle.camera.channels
        stateCount = bundle.state.count
        if bundle.plan.actions == nil { try bundle.plan.requireCar() }
        do throws(InferenceError) {
            head = try HeadModel(bundle, backend: backend)
            local = try PlanningModel(bundle.local, batchLimit: 1, backend: backend)
            try head.warmUp()
            try local.warmUp()
        } catch {
            throw .inference(error)
        }
        do throws(LatentCodecError) {
            encoder = try PredictiveEncoder(
                quantisation: bundle.latent.quantisation,
                elementsPerChannel: bundle.latent.height * bundle.latent.width, effort: .small)
        } catch {
            throw .codec("\(error)")
        }
    }

    /// Runs the head on `pixels`; the latent.
    func runHead(_ pixels: [UInt8]) throws(InferenceError) -> [Float] {
        try head.latent(of: pixels)
    }
    /// Runs the local policy on `latent` and `state`; nil if it fails, which is the failsafe's
    /// business and no reason to lose the latent.
    func runLocal(_ latent: [Float], state: [Float]) -> PlanValues? {
        do throws(InferenceError) {
            return try local.answer(latent: latent, state: state)
        } catch {
            return nil
        }
    }
    /// The payload part of a capture's latent: the state vector, then the compressed latent,
    /// predicted from that of the capture `reference` if it is worth it.
    func encode(
        _ latent: [Float], of capture: CaptureID, state: [Float], multiplier: UInt16,
        reference: CaptureID?
    ) throws(LatentCodecError) -> (bytes: [UInt8], description: EncodedLatent) {
        var bytes = StatePayload.encode(state)
        let stateByteCount = bytes.count
        let isPredicted = try encoder.encode(
            latent.span, capture: capture.value, reference: reference?.value,
            multiplier: multiplier, appendingTo: &bytes)
        let description = EncodedLatent(
            codec: LatentEncoder.codec, multiplier: multiplier,
            reference: isPredicted ? reference : nil,
            elementCount: UInt32(encoder.elementCount),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return (bytes, description)
    }
}
