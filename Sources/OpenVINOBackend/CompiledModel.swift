import COpenVINO
import Inference

/// A compiled model and its one inference request; owns both of the library's handles.
@safe final class CompiledModel {
    let request: OpaquePointer

    private let handle: OpaquePointer
    private let path: String
    /// Keeps the core alive for as long as something compiled by it.
    private let backend: OpenVINOBackend

    /// Takes over `handle`, also when it throws.
    init(
        _ handle: OpaquePointer, path: String, backend: OpenVINOBackend
    ) throws(InferenceError) {
        var request: OpaquePointer?
        let reason = unsafe failure(of: ov_compiled_model_create_infer_request(handle, &request))
        guard reason == nil, let request = unsafe request else {
            unsafe ov_compiled_model_free(handle)
            throw .modelUnreadable(path: path, reason: reason ?? "no request")
        }
        unsafe self.request = unsafe request
        unsafe self.handle = unsafe handle
        self.path = path
        self.backend = backend
    }

    deinit {
        unsafe ov_infer_request_free(request)
        unsafe ov_compiled_model_free(handle)
    }

    /// The input called `name`.
    func input(_ name: String) throws(InferenceError) -> ModelPort {
        var port: OpaquePointer?
        let status = unsafe ov_compiled_model_input_by_name(handle, name, &port)
        guard status == OK, let port = unsafe port else {
            throw .missingTensor(path: path, name: name, found: [])
        }
        return unsafe ModelPort(port)
    }

    /// The output called `name`.
    func output(_ name: String) throws(InferenceError) -> ModelPort {
        var port: OpaquePointer?
        let status = unsafe ov_compiled_model_output_by_name(handle, name, &port)
        guard status == OK, let port = unsafe port else {
            throw .missingTensor(path: path, name: name, found: [])
        }
        return unsafe ModelPort(port)
    }
}
