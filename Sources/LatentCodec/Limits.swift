/// Every bound of the codec, with its reason.
public enum Limits {
    /// Elements of one latent, the protocol's own limit: 256 KiB as float32.
    public static let elementCount = 65_536
    /// Channels of a latent: four times the widest bottleneck worth sending (64 at stride 8).
    public static let channelCount = 256
    /// Predicted latents in a row behind a keyframe: what a worker decodes before it gets to the
    /// newest one, 9 latents at 10 us. A keyframe in nine costs a tenth of the bytes.
    public static let chainDepth = 8
    /// Latents a device remembers as possible references: 1.6 s of answers on their way at 10 Hz.
    public static let outstandingLatents = 16
    /// Latents a coordinator keeps of one stream: those on their way and the chain below them.
    public static let heldLatents = outstandingLatents + chainDepth + 1
}
