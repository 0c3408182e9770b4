/// Bounds of this module, each with its reason.
public enum InferenceLimits {
    /// The largest batch a model may be loaded for. A worker's batch message carries at most 64
    /// members; four times that leaves room for offline evaluation, and memory stays bounded.
    public static let batch = 256
    /// The most inputs or outputs of one model. The bundle's models have at most two of each.
    public static let tensors = 16
    /// The most bytes of one buffer: 1 GiB, far above any batch that meets a deadline.
    public static let bufferByteCount = 1 << 30
}
