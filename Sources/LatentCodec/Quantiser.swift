public import Tensors

/// Symmetric uniform quantisation by channel: `q = round(x / s)` clamped to [-127, 127], and back
/// `x' = q * s`, with `s` the channel's step times the frame's multiplier.
///
/// Rounds halves away from zero. Inside the clamp |x - x'| <= s / 2, float32's rounding apart.
public struct Quantiser: Sendable {
    /// The step of each channel.
    public let parameters: QuantisationParameters
    /// Elements of one channel; a latent is `[C, H, W]`, so this is `H * W`.
    public let elementsPerChannel: Int
    /// Elements of one latent.
    public let elementCount: Int

    /// A quantiser for latents of this shape; throws `unsupportedShape`.
    public init(
        parameters: QuantisationParameters, elementsPerChannel: Int
    ) throws(LatentCodecError) {
        let channelCount = parameters.steps.count
        let (elementCount, overflow) = channelCount.multipliedReportingOverflow(
            by: elementsPerChannel)
        guard channelCount <= Limits.channelCount, elementsPerChannel >= 1, !overflow,
            elementCount <= Limits.elementCount
        else {
            throw .unsupportedShape(
                channelCount: channelCount, elementsPerChannel: elementsPerChannel)
        }
        self.parameters = parameters
        self.elementsPerChannel = elementsPerChannel
        self.elementCount = elementCount
    }

    /// Replaces `integers`, whose storage is kept, with the quantised `latent`.
    ///
    /// - Parameter multiplier: rate control of this latent, Q8.8: 256 is one.
    public func quantise(
        _ latent: Span<Float>, multiplier: UInt16, into integers: inout [Int8]
    ) throws(LatentCodecError) {
        guard latent.count == elementCount else {
            throw .wrongElementCount(expected: elementCount, found: latent.count)
        }
        integers.removeAll(keepingCapacity: true)
        for channel in parameters.steps.indices {
            let scale = try scale(channel: channel, multiplier: multiplier)
            let start = channel * elementsPerChannel
            for index in start..<start + elementsPerChannel {
                let element = latent[index]
                guard element.isFinite else { throw .notFinite(index: index) }
                // The quotient may overflow to infinity; the clamp is what makes it an integer.
                let clamped = min(max((element / scale).rounded(), -127), 127)
                integers.append(Int8(clamped))
            }
        }
    }
    /// Writes the latent of `integers` to `latent`; both have `elementCount` elements.
    ///
    /// - Parameter multiplier: as it was given to `quantise`.
    public func dequantise(
        _ integers: Span<Int8>, multiplier: UInt16, into latent: inout MutableSpan<Float>
    ) throws(LatentCodecError) {
        guard integers.count == elementCount, latent.count == elementCount else {
            throw .wrongElementCount(
                expected: elementCount, found: min(integers.count, latent.count))
        }
        for channel in parameters.steps.indices {
            let scale = try scale(channel: channel, multiplier: multiplier)
            let start = channel * elementsPerChannel
            for index in start..<start + elementsPerChannel {
                latent[index] = Float(integers[index]) * scale
            }
        }
    }

    /// The channel's step at this multiplier: both ways use the same float32 product.
    private func scale(channel: Int, multiplier: UInt16) throws(LatentCodecError) -> Float {
        guard multiplier > 0 else { throw .zeroMultiplier }
        let scale = parameters.steps[channel] * (Float(multiplier) / 256)
        guard scale > 0, (127 * scale).isFinite else { throw .unusableStep(channel: channel) }
        return scale
    }
}
