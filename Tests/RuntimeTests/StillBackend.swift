import Inference

/// An engine whose models leave their outputs as they are: for tests of what is around them.
final class StillBackend: InferenceBackend {
    final class Model: InferenceModel {
        let interface: ModelInterface
        init(interface: ModelInterface) { self.interface = interface }
        func run(
            batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
        ) throws(InferenceError) {
            try interface.check(batch: batch, inputs: inputs, outputs: outputs)
        }
    }
    func load(
        modelAt path: String, interface: ModelInterface
    ) throws(InferenceError) -> any InferenceModel {
        Model(interface: interface)
    }
}
