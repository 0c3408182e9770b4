public import Tensors

/// What a model must look like from outside: its named tensors and the largest batch to run.
///
/// Legal by construction: at least one input and output, unique names, and 1 in the batch place
/// (the first extent) of every shape.
public struct ModelInterface: Hashable, Sendable {
    /// The inputs, in the order in which `run` takes them.
    public let inputs: [TensorDescriptor]
    /// The outputs, in the order in which `run` takes them.
    public let outputs: [TensorDescriptor]
    /// The largest batch; 1 for a model of fixed batch.
    public let batchLimit: Int

    /// An interface, or `invalidInterface` with what is wrong with it.
    public init(
        inputs: [TensorDescriptor], outputs: [TensorDescriptor], batchLimit: Int
    ) throws(InferenceError) {
        guard (1...InferenceLimits.batch).contains(batchLimit) else {
            throw .invalidInterface(
                "batch limit \(batchLimit) is not in 1...\(InferenceLimits.batch)")
        }
        for (side, tensors) in [("inputs", inputs), ("outputs", outputs)] {
            guard (1...InferenceLimits.tensors).contains(tensors.count) else {
                throw .invalidInterface(
                    "\(tensors.count) \(side); 1...\(InferenceLimits.tensors) are supported")
            }
            for (index, tensor) in tensors.enumerated() {
                guard tensor.shape.extents.first == 1 else {
                    throw .invalidInterface(
                        "'\(tensor.name)' has shape \(tensor.shape); write 1 in the batch place")
                }
                guard !tensors[..<index].contains(where: { $0.name == tensor.name }) else {
                    throw .invalidInterface("'\(tensor.name)' is named twice in the \(side)")
                }
            }
        }
        self.inputs = inputs
        self.outputs = outputs
        self.batchLimit = batchLimit
    }

    /// Fresh buffers for the inputs, in order.
    public func makeInputBuffers() -> [TensorBuffer] {
        inputs.map { TensorBuffer($0, batchLimit: batchLimit) }
    }

    /// Fresh buffers for the outputs, in order.
    public func makeOutputBuffers() -> [TensorBuffer] {
        outputs.map { TensorBuffer($0, batchLimit: batchLimit) }
    }

    /// Checks what a caller hands to `run`; every backend calls this first, so all fail alike.
    public func check(
        batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
    ) throws(InferenceError) {
        guard (1...batchLimit).contains(batch) else {
            throw .batchOutOfRange(batch: batch, limit: batchLimit)
        }
        try Self.check(buffers: inputs, against: self.inputs, batch: batch)
        try Self.check(buffers: outputs, against: self.outputs, batch: batch)
    }

    private static func check(
        buffers: [TensorBuffer], against tensors: [TensorDescriptor], batch: Int
    ) throws(InferenceError) {
        for (index, expected) in tensors.enumerated() {
            guard index < buffers.count else { throw .bufferMismatch(expected, found: nil) }
            guard buffers[index].descriptor == expected else {
                throw .bufferMismatch(expected, found: buffers[index].descriptor)
            }
            guard batch <= buffers[index].batchLimit else {
                throw .batchOutOfRange(batch: batch, limit: buffers[index].batchLimit)
            }
        }
        guard buffers.count == tensors.count else {
            throw .invalidInterface("\(buffers.count) buffers for \(tensors.count) tensors")
        }
    }
}
