import Inference

/// An inference backend whose models write a ramp, and for one member something that is no number.
final class ScriptedBackend: InferenceBackend {
    /// In which member's plan, and at which of the model's outputs, there is no number.
    let unsound: (member: Int, output: Int)?

    init(unsound: (member: Int, output: Int)?) { self.unsound = unsound }

    private final class Model: InferenceModel {
        let interface: ModelInterface
        let unsound: (member: Int, output: Int)?

        init(_ interface: ModelInterface, _ unsound: (member: Int, output: Int)?) {
            self.interface = interface
            self.unsound = unsound
        }
        func run(
            batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
        ) throws(InferenceError) {
            try interface.check(batch: batch, inputs: inputs, outputs: outputs)
            for (place, output) in outputs.enumerated() {
                for member in 0..<batch {
                    var values = (0..<output.memberElementCount).map { Float($0) }
                    if let unsound, unsound == (member, place) {
                        values[values.count - 1] = .nan
                    }
                    output.store(values, member: member)
                }
            }
        }
    }

    func load(
        modelAt path: String, interface: ModelInterface
    ) throws(InferenceError) -> any InferenceModel {
        Model(interface, unsound)
    }
}
