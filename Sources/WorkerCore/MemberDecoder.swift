public import LatentCodec
public import Tensors
public import Wire

/// Decodes a batch's member into its place in the batch tensor: its chain first, keyframe to
/// reference, then its own latent, all in one slot.
///
/// Keeps nothing from member to member but scratch space. For bundles of one sensor.
public struct MemberDecoder: Sendable {
    /// Why a member cannot be decoded.
    public enum Failure: Error, Hashable, Sendable {
        /// It has another number of sensors than the bundle.
        case wrongSensors(found: Int)
        /// It has another number of elements than the bundle says.
        case wrongElementCount(found: UInt32)
        /// The links are no chain: one was predicted from something else than the one before it.
        case brokenChain(link: Int)
        /// A payload part is not what the batch says.
        case payload(PayloadError)
        /// The compressed bytes are no latent.
        case codec(LatentCodecError)
    }
    private var decoder: LatentDecoder

    /// A decoder for latents `[C, H, W]` with `H * W` elements a channel; throws
    /// `unsupportedShape`.
    public init(
        quantisation: QuantisationParameters, elementsPerChannel: Int
    ) throws(LatentCodecError) {
        decoder = try LatentDecoder(
            quantisation: quantisation, elementsPerChannel: elementsPerChannel)
    }

    /// Takes the next payload part of `member`: those of its links in order, and its own last. The
    /// same `latent` is lent each time; after the last it holds the member's. Returns the state
    /// vector in the part.
    ///
    /// - Parameter place: the part's place among the member's, from 0.
    public mutating func decode(
        part bytes: Span<UInt8>, at place: Int, of member: BatchMember,
        into latent: inout MutableSpan<Float>
    ) throws(Failure) -> [Float] {
        let isLink = place < member.links.count
        let latents = isLink ? member.links[place].latents : member.latents
        guard latents.count == 1 else { throw .wrongSensors(found: latents.count) }
        let described = latents.leading
        guard described.elementCount == decoder.elementCount else {
            throw .wrongElementCount(found: described.elementCount)
        }
        let below = place == 0 ? 0 : member.links[place - 1].sequence
        guard described.reference == 0 || described.reference == below else {
            throw .brokenChain(link: place)
        }
        let payload = try payload(bytes, isLink ? member.links[place] : nil, member)
        do throws(LatentCodecError) {
            let compressed = bytes.extracting(payload.latent)
            if described.reference == 0 {
                try decoder.decode(
                    compressed, codec: described.codec, multiplier: described.multiplier,
                    into: &latent)
            } else {
                try decoder.update(
                    &latent, by: compressed, codec: described.codec,
                    multiplier: described.multiplier)
            }
        } catch {
            throw .codec(error)
        }
        return payload.state
    }

    private func payload(
        _ bytes: Span<UInt8>, _ link: ChainLink?, _ member: BatchMember
    ) throws(Failure) -> LatentPayload {
        do throws(PayloadError) {
            guard let link else { return try LatentPayload(decoding: bytes, member: member) }
            return try LatentPayload(decoding: bytes, link: link)
        } catch {
            throw .payload(error)
        }
    }
}
