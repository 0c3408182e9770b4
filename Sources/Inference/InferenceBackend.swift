/// The port through which Tombolo computes: something that loads model files.
///
/// The rest of the system knows tensors, buffers and this protocol; each inference library is one
/// adapter of it.
public protocol InferenceBackend: AnyObject {
    /// Loads and compiles the model file at `path`, after checking that its tensors are those of
    /// `interface` by name, element type and shape.
    func load(
        modelAt path: String, interface: ModelInterface
    ) throws(InferenceError) -> any InferenceModel
}
