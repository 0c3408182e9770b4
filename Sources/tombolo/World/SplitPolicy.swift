import EdgeCore
import Inference
import LatentCodec
import ModelBundle
import OpenVINOBackend
import Runtime
import Tensors

/// The three models of a bundle on this machine, with the latent quantised between them as it is
/// on the wire.
final class SplitPolicy {
    let bundle: ModelBundle
    private let head: HeadModel
    private let local: PlanningModel
    private let backbone: PlanningModel
    private var encoder: LatentEncoder
    private var decoder: LatentDecoder
    /// Bytes of all latents encoded so far.
    private(set) var latentByteCount = 0
    /// Latents encoded so far.
    private(set) var latentCount = 0
    /// The rate of everyday use: steps as in the bundle.
    private static let multiplier: UInt16 = 0x100

    /// Loads and verifies the bundle in a folder, for one thread.
    init(bundle path: String) throws {
        bundle = try ModelBundle(directory: path)
        try bundle.plan.requireCar()
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
        head = try HeadModel(bundle, backend: backend)
        local = try PlanningModel(bundle.local, batchLimit: 1, backend: backend)
        backbone = try PlanningModel(bundle.backbone, batchLimit: 1, backend: backend)
        let plane = bundle.latent.height * bundle.latent.width
        encoder = try LatentEncoder(
            quantisation: bundle.latent.quantisation, elementsPerChannel: plane, effort: .small)
        decoder = try LatentDecoder(
            quantisation: bundle.latent.quantisation, elementsPerChannel: plane)
    }

    /// The latent of a camera frame.
    func latent(of image: [UInt8]) throws -> [Float] { try head.latent(of: image) }
    /// The local policy's answer; the device has the latent before it is quantised.
    func localAnswer(_ latent: [Float], _ state: [Float]) throws -> PlanValues {
        try local.answer(latent: latent, state: state)
    }
    /// The backbone's answer to the latent as it arrives at a worker.
    func cloudAnswer(_ latent: [Float], _ state: [Float]) throws -> PlanValues {
        try backbone.answer(latent: received(latent), state: state)
    }

    /// Through the encoder and the decoder, as on the wire; counts the bytes.
    private func received(_ latent: [Float]) throws -> [Float] {
        let bytes = try encoder.encode(latent, multiplier: SplitPolicy.multiplier)
        latentByteCount += bytes.count
        latentCount += 1
        return try decoder.decode(
            bytes, codec: LatentEncoder.codec, multiplier: SplitPolicy.multiplier)
    }
}
