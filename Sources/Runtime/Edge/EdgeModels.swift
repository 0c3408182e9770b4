import EdgeCore
public import Inference
import LatentCodec
public import ModelBundle
import Wire

/// The models and the codec of a device: head, local policy, latent encoder. One thread at a time
/// uses them.
public final class EdgeModels {
    private let head: any InferenceModel
    private let local: any InferenceModel
    private let image: [TensorBuffer]
    private let latent: [TensorBuffer]
    private let localInputs: [TensorBuffer]
    private let localOutputs: [TensorBuffer]
    private var encoder: LatentEncoder
    private let latentElementCount: Int

    /// Loads head and local policy of `bundle` through `backend` and runs each once.
    public init(
        bundle: ModelBundle, backend: any InferenceBackend
    ) throws(ModelLoadError) {
        let channels = bundle.plan.channels.map(\.name)
        // The tracker reads channels by their place.
        guard channels == ["x", "y", "heading", "speed"] else {
            throw .notForCars(found: channels)
        }
        do throws(InferenceError) {
            head = try bundle.head.load(with: backend, batchLimit: 1)
            local = try bundle.local.load(with: backend, batchLimit: 1)
            image = head.interface.makeInputBuffers()
            latent = head.interface.makeOutputBuffers()
            localInputs = local.interface.makeInputBuffers()
            localOutputs = local.interface.makeOutputBuffers()
            try head.warmUp(batches: 1...1)
            try local.warmUp(batches: 1...1)
        } catch {
            throw .inference(error)
        }
        latentElementCount = bundle.latent.elementCount
        do throws(LatentCodecError) {
            encoder = try LatentEncoder(
                quantisation: bundle.latent.quantisation,
                elementsPerChannel: bundle.latent.height * bundle.latent.width)
        } catch {
            throw .codec("\(error)")
        }
    }

    /// Runs the head on `pixels`; the latent.
    func runHead(_ pixels: [UInt8]) throws(InferenceError) -> [Float] {
        guard pixels.count == image[0].memberElementCount else {
            throw .runFailed(reason: "a picture of \(pixels.count) bytes does not fit the head")
        }
        image[0].store(pixels, member: 0)
        try head.run(batch: 1, inputs: image, outputs: latent)
        return latent[0].elements(copiedAs: Float.self, member: 0)
    }
    /// Runs the local policy on `latent` and `state`; nil if it fails, which is the failsafe's
    /// business and no reason to lose the latent.
    func runLocal(_ latent: [Float], state: [Float]) -> PlanValues? {
        guard localInputs.count == 2, localOutputs.count == 2,
            latent.count == localInputs[0].memberElementCount,
            state.count == localInputs[1].memberElementCount
        else { return nil }
        localInputs[0].store(latent, member: 0)
        localInputs[1].store(state, member: 0)
        do throws(InferenceError) {
            try local.run(batch: 1, inputs: localInputs, outputs: localOutputs)
        } catch {
            return nil
        }
        return PlanValues(
            steps: localOutputs[0].elements(copiedAs: Float.self, member: 0),
            beliefs: localOutputs[1].elements(copiedAs: Float.self, member: 0))
    }
    /// The payload part of a latent: the state vector, then the compressed latent.
    func encode(
        _ latent: [Float], state: [Float], multiplier: UInt16
    ) throws(LatentCodecError) -> (bytes: [UInt8], description: EncodedLatent) {
        var bytes = StatePayload.encode(state)
        let stateByteCount = bytes.count
        try encoder.encode(latent.span, multiplier: multiplier, appendingTo: &bytes)
        let description = EncodedLatent(
            codec: LatentEncoder.codec, multiplier: multiplier,
            elementCount: UInt32(latentElementCount),
            latentByteCount: UInt32(bytes.count - stateByteCount),
            stateByteCount: UInt16(stateByteCount), payloadChecksum: CRC32C.checksum(bytes))
        return (bytes, description)
    }
}
