/// What all cases of a run share.
struct ConformanceSetting: Sendable {
    /// Where the fields of messages lie.
    var fields: FrameFields
    /// Fields that a case leaves out, by message.
    var defaults: [String: [String: CaseValue]]
    /// The vectors' bytes by name, such as `invalid/bit-flipped`.
    var vectors: [String: [UInt8]]
    /// The bundle that the endpoint serves or runs.
    var bundle: [UInt8]
    /// Channels of the bundle's latent.
    var channels: Int
    /// Elements of the bundle's latent, all channels together.
    var elements: Int
    /// Numbers of the bundle's state vector.
    var stateCount: Int

    /// A latent of zeros, by section 5: layout golomb, and four zero bits for each channel.
    var zeroLatent: [UInt8] { [2] + [UInt8](repeating: 0, count: (channels + 1) / 2) }
}
