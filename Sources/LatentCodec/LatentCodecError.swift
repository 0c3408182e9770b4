/// Why a latent was not encoded or bytes are not a latent.
public enum LatentCodecError: Error, Hashable, Sendable {
    /// The bundle's latent is outside `Limits`.
    case unsupportedShape(channelCount: Int, elementsPerChannel: Int)
    /// The latent has another number of elements than the bundle says.
    case wrongElementCount(expected: Int, found: Int)
    /// The element at this index is infinite or not a number.
    case notFinite(index: Int)
    /// The multiplier is zero.
    case zeroMultiplier
    /// The channel's step times the multiplier is zero, or 127 times it is infinite, in float32.
    case unusableStep(channel: Int)
    /// Another codec wrote the bytes.
    case unknownCodec(UInt8)
    /// There are no bytes, or more than the worst latent takes.
    case wrongByteCount(found: Int, highest: Int)
    /// The first byte is no layout of this codec.
    case unknownLayout(UInt8)
    /// The latent is predicted from another one, which is not at hand.
    case missingReference
    /// The LZ4 block is damaged, or unpacks to more than the worst latent takes.
    case damagedBlock
    /// The bytes end before the last element.
    case truncated(channel: Int)
    /// Bytes follow the last element.
    case trailingBytes(count: Int)
    /// An element is outside -127 to 127.
    case elementOutOfRange(channel: Int)
    /// A run of zeros leaves its channel.
    case runTooLong(channel: Int)
    /// The bits that fill up the last byte, or the channel table, are not zero.
    case paddingNotZero
}

extension LatentCodecError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .unsupportedShape(let channelCount, let elementsPerChannel):
            "a latent of \(channelCount) channels of \(elementsPerChannel) elements is not "
                + "supported; the bundle must keep to \(Limits.channelCount) channels and "
                + "\(Limits.elementCount) elements"
        case .wrongElementCount(let expected, let found):
            "the latent has \(found) elements and the bundle says \(expected); "
                + "check that head and bundle belong together"
        case .notFinite(let index):
            "element \(index) of the latent is not finite; look at the head's input"
        case .zeroMultiplier: "the step multiplier is 0; correct the sender"
        case .unusableStep(let channel):
            "the step of channel \(channel) times the multiplier leaves float32; "
                + "correct the bundle or the sender"
        case .unknownCodec(let codec):
            "latent codec \(codec) is not known here, \(LatentEncoder.codec) is; update this side"
        case .wrongByteCount(let found, let highest):
            "the latent has \(found) bytes, legal are 1 to \(highest); correct the sender"
        case .unknownLayout(let layout):
            "layout 0x\(String(layout, radix: 16)) is not known here; update this side"
        case .missingReference:
            "the latent is predicted and its reference is not held; ask for a keyframe"
        case .damagedBlock: "the LZ4 block is damaged; drop the latent"
        case .truncated(let channel): "the bytes end in channel \(channel); drop the latent"
        case .trailingBytes(let count):
            "\(count) bytes follow the last element; drop the latent"
        case .elementOutOfRange(let channel):
            "an element of channel \(channel) is outside -127 to 127; drop the latent"
        case .runTooLong(let channel):
            "a run of zeros leaves channel \(channel); drop the latent"
        case .paddingNotZero: "padding bits are not zero; drop the latent"
        }
    }
}
