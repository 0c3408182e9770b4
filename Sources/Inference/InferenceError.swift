public import Tensors

/// Why a model did not load or run. Every message ends with what to do.
public enum InferenceError: Error, Hashable, Sendable {
    /// The inference library itself did not start.
    case backendUnavailable(reason: String)
    /// The interface asked for makes no sense.
    case invalidInterface(String)
    /// The file is absent, truncated or no model the backend understands.
    case modelUnreadable(path: String, reason: String)
    /// The model lacks a tensor that the interface names.
    case missingTensor(path: String, name: String, found: [String])
    /// The model has a tensor that the interface does not name.
    case unexpectedTensor(path: String, name: String, expected: [String])
    /// A tensor's elements have another type.
    case typeMismatch(path: String, name: String, expected: ElementType, found: String)
    /// A tensor has another shape; `?` stands for a dynamic extent.
    case shapeMismatch(path: String, name: String, expected: String, found: String)
    /// A batch smaller than one, or larger than the model or a buffer allows.
    case batchOutOfRange(batch: Int, limit: Int)
    /// A buffer handed to `run` is not for the tensor in its place.
    case bufferMismatch(TensorDescriptor, found: TensorDescriptor?)
    /// The backend failed while running.
    case runFailed(reason: String)
}

extension InferenceError: CustomStringConvertible {
    /// One line for an operator: what happened and what to do.
    public var description: String {
        switch self {
        case .backendUnavailable(let reason):
            "the inference library did not start (\(reason)); run 'make setup' again"
        case .invalidInterface(let problem):
            "the model interface is invalid: \(problem)"
        case .modelUnreadable(let path, let reason):
            "cannot read the model \(path) (\(reason)); restore the file or export it again"
        case .missingTensor(let path, let name, let found):
            "\(path) has no tensor '\(name)', only \(found.joined(separator: ", "));"
                + " export the model with the names that the bundle declares"
        case .unexpectedTensor(let path, let name, let expected):
            "\(path) has a tensor '\(name)' besides \(expected.joined(separator: ", "));"
                + " declare it in the bundle or export the model without it"
        case .typeMismatch(let path, let name, let expected, let found):
            "'\(name)' in \(path) has elements of type \(found), expected \(expected.rawValue);"
                + " export the model with that type or correct the bundle"
        case .shapeMismatch(let path, let name, let expected, let found):
            "'\(name)' in \(path) has shape \(found), expected \(expected);"
                + " export the model with that shape or correct the bundle"
        case .batchOutOfRange(let batch, let limit):
            "a batch of \(batch) is outside 1...\(limit); load the model with a larger batch limit"
        case .bufferMismatch(let expected, let found):
            "the buffer for '\(expected.name)' \(expected.shape) is "
                + (found.map { "for '\($0.name)' \($0.shape)" } ?? "absent")
                + "; take buffers from the model's interface, in its order"
        case .runFailed(let reason):
            "inference failed (\(reason)); load the model again"
        }
    }
}
