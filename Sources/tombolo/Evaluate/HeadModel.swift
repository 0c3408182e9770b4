import Inference
import ModelBundle

/// The first layers of a bundle, ready to run on a device: a camera frame in, a latent out.
///
/// One thread owns it and the backend it was loaded from.
final class HeadModel {
    private let model: any InferenceModel
    private let inputs: [TensorBuffer]
    private let outputs: [TensorBuffer]

    /// Loads and checks the head of `bundle`.
    init(
        _ bundle: ModelBundle, backend: any InferenceBackend
    ) throws(InferenceError) {
        let interface = try ModelInterface(
            inputs: bundle.head.inputs, outputs: bundle.head.outputs, batchLimit: 1)
        model = try backend.load(modelAt: bundle.head.path, interface: interface)
        inputs = interface.makeInputBuffers()
        outputs = interface.makeOutputBuffers()
    }

    /// Bytes of one camera frame, `[height, width, 3]` UInt8.
    var imageByteCount: Int { inputs[0].memberElementCount }

    /// The latent, `[channels, height, width]` Float32, of a camera frame of `imageByteCount`
    /// bytes.
    func latent(of image: [UInt8]) throws(InferenceError) -> [Float] {
        inputs[0].store(image, member: 0)
        try model.run(batch: 1, inputs: inputs, outputs: outputs)
        return outputs[0].elements(copiedAs: Float.self, member: 0)
    }
}
