import Inference
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

    /// Loads and verifies the bundle in a folder, for one thread.
    init(bundle path: String) throws {
        bundle = try ModelBundle(directory: path)
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
        head = try HeadModel(bundle, backend: backend)
        local = try PlanningModel(bundle.local, batchLimit: 1, backend: backend)
        backbone = try PlanningModel(bundle.backbone, batchLimit: 1, backend: backend)
    }

    /// The latent of a camera frame.
    func latent(of image: [UInt8]) throws -> [Float] { try head.latent(of: image) }
    /// The local policy's answer; the device has the latent before it is quantised.
    func localAnswer(_ latent: [Float], _ state: [Float]) throws -> PlanningModel.Answer {
        try local.answer(latent: latent, state: state)
    }
    /// The backbone's answer to the latent as it arrives at a worker.
    func cloudAnswer(_ latent: [Float], _ state: [Float]) throws -> PlanningModel.Answer {
        try backbone.answer(latent: quantised(latent), state: state)
    }

    private func quantised(_ latent: [Float]) -> [Float] {
        let plane = bundle.latent.height * bundle.latent.width
        var result = latent
        for (channel, step) in bundle.latent.quantisation.steps.enumerated() {
            for index in (channel * plane)..<((channel + 1) * plane) {
                let count = (latent[index] / step).rounded()
                result[index] = min(max(count, -127), 127) * step
            }
        }
        return result
    }
}
