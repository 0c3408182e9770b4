import Inference

/// An inference backend whose models take no time and say zero: what is left of a round trip is
/// everything but the network.
final class IdleBackend: InferenceBackend {
    private final class Model: InferenceModel {
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
