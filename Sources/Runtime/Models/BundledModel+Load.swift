import Inference
import ModelBundle

extension BundledModel {
    /// Loads the model's file through `backend`, with the tensors the bundle promises, for batches
    /// of up to `batchLimit` members.
    func load(
        with backend: any InferenceBackend, batchLimit: Int
    ) throws(InferenceError) -> any InferenceModel {
        let interface = try ModelInterface(
            inputs: inputs, outputs: outputs, batchLimit: batchLimit)
        return try backend.load(modelAt: path, interface: interface)
    }
}
