public import Tensors

/// One model file of a bundle, verified.
public struct BundledModel: Hashable, Sendable {
    /// Which of the bundle's models it is.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// Camera image to latent, on the device.
        case head
        /// Latent and state to plan and beliefs, on the device when the cloud is silent.
        case local
        /// Latent and state to plan and beliefs, at a worker.
        case backbone
    }

    /// Which of the bundle's models it is.
    public let role: Role
    /// The file, absolute, free of symbolic links.
    public let path: String
    /// The SHA-256 of the file, as verified.
    public let digest: FileDigest
    /// The size of the file, as verified.
    public let byteCount: Int
    /// The inputs: `image`, or `latent` and `state`. The batch place is 1.
    public let inputs: [TensorDescriptor]
    /// The outputs: `latent`, or `plan` and `belief`. The batch place is 1.
    public let outputs: [TensorDescriptor]
    /// Whether the batch place is open; else it is exactly 1.
    public let hasDynamicBatch: Bool
    /// Multiply-accumulate operations of one run at batch 1.
    public let multiplyAccumulates: Int
}
