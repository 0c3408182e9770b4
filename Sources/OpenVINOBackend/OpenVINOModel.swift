import COpenVINO
import Inference
import Tensors

/// A model that runs: one inference request, reused for every run.
@safe final class OpenVINOModel: InferenceModel {
    let interface: ModelInterface

    private let compiled: CompiledModel
    private let inputPorts: [ModelPort]
    private let outputPorts: [ModelPort]
    /// Extents of each tensor as the C API takes them; the first is set for each run.
    private var inputExtents: [[Int64]]
    private var outputExtents: [[Int64]]

    init(_ compiled: CompiledModel, interface: ModelInterface) throws(InferenceError) {
        self.compiled = compiled
        self.interface = interface
        inputPorts = try interface.inputs.map { tensor throws(InferenceError) in
            try compiled.input(tensor.name)
        }
        outputPorts = try interface.outputs.map { tensor throws(InferenceError) in
            try compiled.output(tensor.name)
        }
        inputExtents = interface.inputs.map { $0.shape.extents.map(Int64.init) }
        outputExtents = interface.outputs.map { $0.shape.extents.map(Int64.init) }
    }

    func run(
        batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
    ) throws(InferenceError) {
        try interface.check(batch: batch, inputs: inputs, outputs: outputs)
        for index in inputs.indices {
            try bind(inputs[index], to: inputPorts[index], batch, &inputExtents[index])
        }
        for index in outputs.indices {
            try bind(outputs[index], to: outputPorts[index], batch, &outputExtents[index])
        }
        // The request touches the buffers only inside this call, and both arrays outlive it.
        if let reason = unsafe failure(of: ov_infer_request_infer(compiled.request)) {
            throw .runFailed(reason: reason)
        }
        withExtendedLifetime((inputs, outputs)) {}
    }

    /// Lets the request use the first `batch` members of `buffer` in place.
    private func bind(
        _ buffer: TensorBuffer, to port: ModelPort, _ batch: Int, _ extents: inout [Int64]
    ) throws(InferenceError) {
        extents[0] = Int64(batch)
        var tensor: OpaquePointer?
        let rank = Int64(extents.count)
        let created = unsafe extents.withUnsafeMutableBufferPointer { dims in
            unsafe ov_tensor_create_from_host_ptr(
                buffer.descriptor.elementType.openVINO,
                ov_shape_t(rank: rank, dims: dims.baseAddress), buffer.baseAddress, &tensor)
        }
        if let reason = failure(of: created) { throw .runFailed(reason: reason) }
        defer { unsafe ov_tensor_free(tensor) }
        let status = unsafe ov_infer_request_set_tensor_by_const_port(
            compiled.request, port.handle, tensor)
        if let reason = failure(of: status) { throw .runFailed(reason: reason) }
    }
}
