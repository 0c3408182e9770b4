/// Bounds of this module, each with its reason.
public enum BundleLimits {
    /// Most bytes of `bundle.json`. The longest honest one, with 4096 latent steps, has about 60
    /// KiB.
    public static let manifestByteCount = 256 * 1024
    /// Most bytes of one model file: 512 MiB, some 128 million float32 weights.
    public static let modelByteCount = 512 * 1024 * 1024
    /// Most bytes of a name or unit; they appear in logs, metrics and hello messages.
    public static let nameByteCount = 64
    /// Most camera rows or columns.
    public static let cameraExtent = 8192
    /// Most camera frames a second.
    public static let cameraRateHertz = 1000
    /// Most fields of the state vector, channels of a plan or beliefs: what the protocol and the
    /// device take.
    public static let quantities = 16
    /// Most channels of a latent; each has its own quantisation step.
    public static let latentChannels = 4096
    /// Most rates of a latent: what a device tells apart.
    public static let rates = 16
    /// Most rows or columns of a latent.
    public static let latentExtent = 1024
    /// Most bytes of a latent's payload part, state vector and compressed latent: what the protocol
    /// takes. A latent that does not compress has a byte an element and one more.
    public static let payloadByteCount = 65_536
    /// Most steps of a plan: what the protocol and the device take.
    public static let planSteps = 64
    /// Longest first step or step of a plan, in milliseconds; a minute ahead nothing is known.
    public static let stepMilliseconds = 60_000
}
