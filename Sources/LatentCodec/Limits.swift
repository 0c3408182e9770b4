/// Every bound of the codec, with its reason.
public enum Limits {
    /// Elements of one latent, the protocol's own limit: 256 KiB as float32.
    public static let elementCount = 65_536
    /// Channels of a latent: four times the widest bottleneck worth sending (64 at stride 8).
    public static let channelCount = 256
}
