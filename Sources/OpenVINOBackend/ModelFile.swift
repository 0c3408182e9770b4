import COpenVINO
import Inference
import Tensors

/// A model as read from its file, before compilation: what is checked against the interface.
@safe final class ModelFile {
    let path: String
    let model: OpaquePointer

    /// Reads the file at `path`, or throws `modelUnreadable`.
    init(core: OpaquePointer, path: String) throws(InferenceError) {
        var model: OpaquePointer?
        if let reason = unsafe failure(of: ov_core_read_model(core, path, nil, &model)) {
            throw .modelUnreadable(path: path, reason: reason)
        }
        guard let model = unsafe model else {
            throw .modelUnreadable(path: path, reason: "no model")
        }
        self.path = path
        unsafe self.model = unsafe model
    }

    deinit { unsafe ov_model_free(model) }

    /// Whether any extent of an input or inner tensor is open.
    var isDynamic: Bool { unsafe ov_model_is_dynamic(model) }

    /// Checks names and element types of all tensors, and the shapes of the inputs.
    func check(_ interface: ModelInterface) throws(InferenceError) {
        for (side, tensors) in [(Side.input, interface.inputs), (.output, interface.outputs)] {
            for tensor in tensors {
                let port = try port(side, of: tensor)
                guard port.elementType == tensor.elementType else {
                    throw .typeMismatch(
                        path: path, name: tensor.name, expected: tensor.elementType,
                        found: port.elementTypeName)
                }
                if side == .input {
                    try check(port, of: tensor, batchLimit: interface.batchLimit)
                }
            }
            let names = names(side)
            guard names.count > tensors.count else { continue }
            let expected = tensors.map(\.name)
            throw .unexpectedTensor(
                path: path, name: names.first { !expected.contains($0) } ?? "?",
                expected: expected)
        }
    }

    /// Checks the shapes of the outputs; the model has its final input shapes by now.
    func checkOutputs(of interface: ModelInterface) throws(InferenceError) {
        for tensor in interface.outputs {
            try check(port(.output, of: tensor), of: tensor, batchLimit: interface.batchLimit)
        }
    }

    /// Narrows open extents to the interface: batch 1, or any batch from 1 to the limit.
    func reshape(to interface: ModelInterface) throws(InferenceError) {
        let limit = Int64(interface.batchLimit)
        var dimensions = interface.inputs.map { tensor in
            tensor.shape.extents.enumerated().map { axis, extent in
                axis == 0
                    ? ov_dimension_t(min: 1, max: limit)
                    : ov_dimension_t(min: Int64(extent), max: Int64(extent))
            }
        }
        let names = CStrings(interface.inputs.map(\.name))
        let status = unsafe names.withPointers { pointers in
            var shapes: [ov_partial_shape_t] = unsafe []
            // The dimension arrays live in `dimensions` until after the call.
            return unsafe withAddresses(of: &dimensions) { addresses in
                for unsafe(index, address) in unsafe addresses.enumerated() {
                    let rank = Int64(interface.inputs[index].shape.extents.count)
                    unsafe shapes.append(
                        ov_partial_shape_t(rank: ov_rank_t(min: rank, max: rank), dims: address))
                }
                var nameList: [UnsafePointer<CChar>?] = unsafe pointers
                return unsafe ov_model_reshape(model, &nameList, shapes, shapes.count)
            }
        }
        if let reason = failure(of: status) {
            throw .modelUnreadable(path: path, reason: reason)
        }
    }

    private enum Side { case input, output }

    private func port(
        _ side: Side, of tensor: TensorDescriptor
    ) throws(InferenceError) -> ModelPort {
        var port: OpaquePointer?
        let status =
            switch side {
            case .input: unsafe ov_model_const_input_by_name(model, tensor.name, &port)
            case .output: unsafe ov_model_const_output_by_name(model, tensor.name, &port)
            }
        guard status == OK, let port = unsafe port else {
            throw .missingTensor(path: path, name: tensor.name, found: names(side))
        }
        return unsafe ModelPort(port)
    }

    private func check(
        _ port: ModelPort, of tensor: TensorDescriptor, batchLimit: Int
    ) throws(InferenceError) {
        let found = port.dimensions
        let extents = tensor.shape.extents
        var matches = found.count == extents.count
        for (axis, dimension) in found.enumerated() where matches {
            let isOpen = dimension.max < 0
            if axis == 0 {
                matches = dimension.min <= 1 && (isOpen || dimension.max >= Int64(batchLimit))
            } else {
                // An open extent is narrowed by `reshape`; any other must be the expected one.
                let extent = Int64(extents[axis])
                matches = dimension.min <= extent && (isOpen || dimension.max >= extent)
            }
        }
        guard matches else {
            let batch = batchLimit == 1 ? "1" : "?"
            let expected =
                "["
                + ([batch] + extents.dropFirst().map(String.init))
                .joined(separator: ", ") + "]"
            throw .shapeMismatch(
                path: path, name: tensor.name, expected: expected, found: port.shapeDescription)
        }
    }

    private func names(_ side: Side) -> [String] {
        var count = 0
        let status =
            switch side {
            case .input: unsafe ov_model_inputs_size(model, &count)
            case .output: unsafe ov_model_outputs_size(model, &count)
            }
        guard status == OK else { return [] }
        return (0..<count).map { index in
            var port: OpaquePointer?
            let status =
                switch side {
                case .input: unsafe ov_model_const_input_by_index(model, index, &port)
                case .output: unsafe ov_model_const_output_by_index(model, index, &port)
                }
            guard status == OK, let port = unsafe port else { return "?" }
            return unsafe ModelPort(port).name
        }
    }
}

/// Lends the addresses of the inner arrays of `arrays`, all at once.
@unsafe private func withAddresses<Element, Result>(
    of arrays: inout [[Element]], _ body: ([UnsafeMutablePointer<Element>?]) -> Result
) -> Result {
    var flat = arrays.flatMap(\.self)
    let counts = arrays.map(\.count)
    return unsafe flat.withUnsafeMutableBufferPointer { buffer in
        var offset = 0
        let addresses = unsafe counts.map { count -> UnsafeMutablePointer<Element>? in
            defer { offset += count }
            return unsafe buffer.baseAddress.map { unsafe $0 + offset }
        }
        return unsafe body(addresses)
    }
}
