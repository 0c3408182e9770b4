public import EdgeCore
public import Inference
public import ModelBundle
import Tensors
import Timekeeping
public import Wire

/// The part of a bundle that turns latents and states into plans: the local policy on a device, or
/// the backbone on a worker.
///
/// One thread owns it and the backend it was loaded from.
public final class PlanningModel {
    private let model: any InferenceModel
    private let inputs: [TensorBuffer]
    private let outputs: [TensorBuffer]

    /// Loads and checks `part` of a bundle for batches of up to `batchLimit`.
    public init(
        _ part: BundledModel, batchLimit: Int, backend: any InferenceBackend
    ) throws(InferenceError) {
        model = try part.load(with: backend, batchLimit: batchLimit)
        inputs = model.interface.makeInputBuffers()
        outputs = model.interface.makeOutputBuffers()
    }

    /// The largest batch it runs.
    public var batchLimit: Int { model.interface.batchLimit }
    /// Elements of one latent.
    public var latentElementCount: Int { inputs[0].memberElementCount }
    /// Elements of one state vector.
    public var stateElementCount: Int { inputs[1].memberElementCount }

    /// Runs every batch size up to the limit once, so that no live batch pays for its first use.
    public func warmUp() throws(InferenceError) { try model.warmUp(batches: 1...batchLimit) }

    /// Puts the latent and state of a member in their places; both have the stated counts.
    public func store(latent: [Float], state: [Float], member: Int) {
        inputs[0].store(latent, member: member)
        store(state: state, member: member)
    }
    /// Puts the state of a member in its place.
    func store(state: [Float], member: Int) { inputs[1].store(state, member: member) }
    /// Whether it takes what its device has committed to.
    public var takesCommitment: Bool { inputs.count > 2 }
    /// Takes what follows the fields of a state vector out of it; nil if nothing does.
    ///
    /// - Throws: `PayloadError` if what follows is no commitment, or one of more than a whole plan.
    public func takeCommitment(from state: inout [Float]) throws(PayloadError) -> Commitment? {
        guard takesCommitment else { return nil }
        let extents = inputs[2].descriptor.shape.extents  // 1, steps, channels
        return try Commitment.take(
            from: &state, fieldCount: stateElementCount, channelCount: extents[2],
            stepLimit: extents[1])
    }
    /// Puts what a member's device has committed to in its place: zeros for nothing, and behind
    /// its last step.
    public func store(_ commitment: Commitment?, member: Int) {
        guard takesCommitment else { return }
        let steps = commitment?.steps ?? []
        let room = inputs[2].memberElementCount
        inputs[2].store(steps + [Float](repeating: 0, count: room - steps.count), member: member)
        let count = steps.count / inputs[2].descriptor.shape.extents[2]
        inputs[3].store([Float(count)], member: member)
        guard inputs.count > 4 else { return }
        inputs[4].store([Float((commitment?.expectedDelay ?? .zero).seconds)], member: member)
    }
    /// Lends the latent of a member for writing in place.
    func withLatent<Failure: Error>(
        of member: Int, _ body: (inout MutableSpan<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        try inputs[0].withMutableElements(of: Float.self, member: member, body)
    }

    /// Runs the first `batch` members.
    public func run(batch: Int) throws(InferenceError) {
        try model.run(batch: batch, inputs: inputs, outputs: outputs)
    }
    /// What the last run said of a member, before any check.
    public func answer(of member: Int) -> PlanValues {
        PlanValues(
            steps: outputs[0].elements(copiedAs: Float.self, member: member),
            beliefs: outputs[1].elements(copiedAs: Float.self, member: member))
    }
    /// The answer to one latent and state; throws `runFailed` for ones of another size.
    public func answer(latent: [Float], state: [Float]) throws(InferenceError) -> PlanValues {
        guard latent.count == latentElementCount, state.count == stateElementCount else {
            throw .runFailed(
                reason: "\(latent.count) elements and \(state.count) fields do not fit the model")
        }
        store(latent: latent, state: state, member: 0)
        try run(batch: 1)
        return answer(of: 0)
    }
}
