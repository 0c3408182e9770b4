import LatentCodec
import Tensors

/// Quantisation with these steps.
func steps(_ steps: [Float]) -> QuantisationParameters {
    guard let parameters = QuantisationParameters(steps: steps) else {
        preconditionFailure("steps are finite and positive")
    }
    return parameters
}
/// `latent` through an encoder of its own.
func encode(
    _ latent: [Float], _ quantisation: QuantisationParameters, _ elementsPerChannel: Int,
    _ multiplier: UInt16, _ effort: Effort = .small
) throws(LatentCodecError) -> [UInt8] {
    var encoder = try LatentEncoder(
        quantisation: quantisation, elementsPerChannel: elementsPerChannel, effort: effort)
    return try encoder.encode(latent, multiplier: multiplier)
}
/// `bytes` through a decoder of their own.
func decode(
    _ bytes: [UInt8], _ quantisation: QuantisationParameters, _ elementsPerChannel: Int,
    _ multiplier: UInt16
) throws(LatentCodecError) -> [Float] {
    var decoder = try LatentDecoder(
        quantisation: quantisation, elementsPerChannel: elementsPerChannel)
    return try decoder.decode(bytes, codec: LatentEncoder.codec, multiplier: multiplier)
}
