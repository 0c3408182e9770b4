/// How the integers of a latent become bytes; the low six bits of a compressed latent's first byte.
enum LatentLayout: UInt8, CaseIterable {
    /// One byte an element, channel by channel.
    case planes = 1
    /// A table of one code a channel, then the channels' bits (`ChannelCode`).
    case golomb = 2
    /// One arithmetic code word of binary decisions (`ElementModel`).
    case adaptive = 3

    /// Set in the first byte when the integers are steps from a reference latent.
    static let predicted: UInt8 = 0x40
    /// Set in the first byte when an LZ4 block follows instead of the layout itself.
    static let compressed: UInt8 = 0x80
}
