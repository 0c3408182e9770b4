import Inference
import Tensors

/// An inference backend whose models write a ramp, and for one member something that is no number.
final class ScriptedBackend: InferenceBackend {
    /// In which member's plan, and at which of the model's outputs, there is no number.
    let unsound: (member: Int, output: Int)?

    init(unsound: (member: Int, output: Int)?) { self.unsound = unsound }

    /// The values of each input of the latest run, one list a member.
    final class Seen {
        var inputs: [String: [[Float]]] = [:]
    }
    let seen = Seen()

    private final class Model: InferenceModel {
        let interface: ModelInterface
        let unsound: (member: Int, output: Int)?
        let seen: Seen

        init(_ interface: ModelInterface, _ backend: ScriptedBackend) {
            self.interface = interface
            unsound = backend.unsound
            seen = backend.seen
        }
        func run(
            batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
        ) throws(InferenceError) {
            try interface.check(batch: batch, inputs: inputs, outputs: outputs)
            for input in inputs where input.descriptor.elementType == .float32 {
                seen.inputs[input.descriptor.name] = (0..<batch).map {
                    input.elements(copiedAs: Float.self, member: $0)
                }
            }
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
        Model(interface, self)
    }
}
