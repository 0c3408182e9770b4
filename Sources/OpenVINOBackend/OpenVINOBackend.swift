import COpenVINO
public import Inference
import Tensors

/// Inference on the CPU through OpenVINO's C API, from ONNX or OpenVINO IR files.
///
/// One thread owns the backend and every model loaded from it. A model of dynamic batch is compiled
/// once for batches 1...limit: after the first use of a size it is as fast as one compiled for that
/// size alone (measured within 8 % at 1, 2, 4, 8 and 16), so workers call `warmUp` first.
@safe public final class OpenVINOBackend: InferenceBackend {
    private let core: OpaquePointer
    private let settings: OpenVINOSettings

    /// Starts the library, or throws `backendUnavailable`.
    public init(settings: OpenVINOSettings) throws(InferenceError) {
        var core: OpaquePointer?
        if let reason = unsafe failure(of: ov_core_create(&core)) {
            throw .backendUnavailable(reason: reason)
        }
        guard let core = unsafe core else { throw .backendUnavailable(reason: "no core") }
        unsafe self.core = unsafe core
        self.settings = settings
    }

    deinit { unsafe ov_core_free(core) }

    /// Loads, checks and compiles the model file at `path`.
    public func load(
        modelAt path: String, interface: ModelInterface
    ) throws(InferenceError) -> any InferenceModel {
        let file = try unsafe ModelFile(core: core, path: path)
        try file.check(interface)
        if interface.batchLimit > 1 || file.isDynamic { try file.reshape(to: interface) }
        try file.checkOutputs(of: interface)
        return try OpenVINOModel(compile(file), interface: interface)
    }

    private func compile(_ file: ModelFile) throws(InferenceError) -> CompiledModel {
        let properties = settings.properties
        let strings = CStrings(properties.flatMap { [$0.key, $0.value] })
        var compiled: OpaquePointer?
        let status = unsafe strings.withPointers { pointers in
            let pairs = unsafe (0..<properties.count).map { index in
                unsafe ov_property_t(
                    key: pointers[2 * index], value: UnsafeRawPointer(pointers[2 * index + 1]))
            }
            return unsafe ov_core_compile_model_props(
                core, file.model, "CPU", pairs.count, pairs, &compiled)
        }
        if let reason = failure(of: status) {
            throw .modelUnreadable(path: file.path, reason: reason)
        }
        guard let compiled = unsafe compiled else {
            throw .modelUnreadable(path: file.path, reason: "no compiled model")
        }
        return try unsafe CompiledModel(compiled, path: file.path, backend: self)
    }
}
