import Inference
import ModelBundle

/// The part of a bundle that turns latents and states into plans: the local policy on a device, or
/// the backbone on a worker.
///
/// One thread owns it and the backend it was loaded from.
final class PlanningModel {
    /// What the model says of one member.
    struct Answer: Hashable, Sendable {
        /// The plan, `[steps, channels]` row-major.
        var plan: [Float]
        /// What it believes beside the plan.
        var belief: [Float]
    }
    private let model: any InferenceModel
    private let inputs: [TensorBuffer]
    private let outputs: [TensorBuffer]

    /// Loads and checks `part` of a bundle for batches of up to `batchLimit`.
    init(
        _ part: BundledModel, batchLimit: Int, backend: any InferenceBackend
    ) throws(InferenceError) {
        let interface = try ModelInterface(
            inputs: part.inputs, outputs: part.outputs, batchLimit: batchLimit)
        model = try backend.load(modelAt: part.path, interface: interface)
        inputs = interface.makeInputBuffers()
        outputs = interface.makeOutputBuffers()
    }

    /// Elements of one latent.
    var latentElementCount: Int { inputs[0].memberElementCount }
    /// Elements of one state vector.
    var stateElementCount: Int { inputs[1].memberElementCount }

    /// Runs every batch size up to the limit once, so that no live batch pays for its first use.
    func warmUp() throws(InferenceError) {
        try model.warmUp(batches: 1...model.interface.batchLimit)
    }
    /// Puts the latent and state of a member in their places; both have the stated counts.
    func store(latent: [Float], state: [Float], member: Int) {
        inputs[0].store(latent, member: member)
        inputs[1].store(state, member: member)
    }
    /// Runs the first `batch` members.
    func run(batch: Int) throws(InferenceError) {
        try model.run(batch: batch, inputs: inputs, outputs: outputs)
    }
    /// What the last run said of a member.
    func answer(of member: Int) -> Answer {
        Answer(
            plan: outputs[0].elements(copiedAs: Float.self, member: member),
            belief: outputs[1].elements(copiedAs: Float.self, member: member))
    }
    /// The answer to one latent and state.
    func answer(latent: [Float], state: [Float]) throws(InferenceError) -> Answer {
        store(latent: latent, state: state, member: 0)
        try run(batch: 1)
        return answer(of: 0)
    }
}
