/// A loaded model, ready to run. One thread owns it; models do not share state.
public protocol InferenceModel: AnyObject {
    /// What the model was loaded as.
    var interface: ModelInterface { get }

    /// Runs the first `batch` members of `inputs` and writes the first `batch` members of
    /// `outputs`.
    ///
    /// Buffers come in the order of the interface and are used in place, without a copy. The
    /// results of one member depend on that member only. When this throws, the outputs are
    /// unspecified.
    func run(
        batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
    ) throws(InferenceError)
}

extension InferenceModel {
    /// Runs each batch size once on zeros, so that no live batch pays for what a backend prepares
    /// at the first use of a size (with OpenVINO 2 to 28 ms on a small convolutional backbone).
    public func warmUp(batches: ClosedRange<Int>) throws(InferenceError) {
        let inputs = interface.makeInputBuffers()
        let outputs = interface.makeOutputBuffers()
        for batch in batches {
            try run(batch: batch, inputs: inputs, outputs: outputs)
        }
    }
}
