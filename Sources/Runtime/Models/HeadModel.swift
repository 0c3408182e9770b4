public import Inference
public import ModelBundle

/// The first layers of a bundle, ready to run: a camera frame in, a latent out.
///
/// One thread owns it and the backend it was loaded from.
public final class HeadModel {
    private let model: any InferenceModel
    private let inputs: [TensorBuffer]
    private let outputs: [TensorBuffer]

    /// Loads and checks the head of `bundle`.
    public init(
        _ bundle: ModelBundle, backend: any InferenceBackend
    ) throws(InferenceError) {
        model = try bundle.head.load(with: backend, batchLimit: 1)
        inputs = model.interface.makeInputBuffers()
        outputs = model.interface.makeOutputBuffers()
    }

    /// Runs it once, so that no live frame pays for the first use.
    public func warmUp() throws(InferenceError) { try model.warmUp(batches: 1...1) }

    /// The latent, `[channels, height, width]` Float32, of a camera frame `[height, width, 3]`
    /// UInt8; throws `runFailed` for one of another size.
    public func latent(of image: [UInt8]) throws(InferenceError) -> [Float] {
        guard image.count == inputs[0].memberElementCount else {
            throw .runFailed(reason: "a picture of \(image.count) bytes does not fit the head")
        }
        inputs[0].store(image, member: 0)
        try model.run(batch: 1, inputs: inputs, outputs: outputs)
        return outputs[0].elements(copiedAs: Float.self, member: 0)
    }
}
