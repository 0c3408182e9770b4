import EdgeCore
import Inference
import ModelBundle
import OpenVINOBackend
import Runtime
import Simulation
import Tensors

/// The networks of a bundle for a simulation: the same models that device and worker run.
struct BundleCompute: SplitCompute {
    let picture: PictureSize?
    let quantisation: QuantisationParameters
    let elementsPerChannel: Int
    /// Runs that failed; the drive goes on by its failsafe.
    private(set) var failures = 0
    private let head: HeadModel
    private let local: PlanningModel
    private let backbone: PlanningModel

    /// Loads the models of `bundle` for one thread and batches of up to `batchLimit`.
    init(_ bundle: ModelBundle, batchLimit: Int) throws(InferenceError) {
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: 1))
        head = try HeadModel(bundle, backend: backend)
        local = try PlanningModel(bundle.local, batchLimit: 1, backend: backend)
        backbone = try PlanningModel(bundle.backbone, batchLimit: batchLimit, backend: backend)
        picture = PictureSize(height: bundle.camera.height, width: bundle.camera.width)
        quantisation = bundle.latent.quantisation
        elementsPerChannel = bundle.latent.height * bundle.latent.width
    }

    mutating func head(_ capture: SceneCapture) -> HeadAnswer? {
        do throws(InferenceError) {
            let latent = try head.latent(of: capture.image)
            return HeadAnswer(latent: latent, localPlan: localPlan(latent, capture.state))
        } catch {
            failures += 1
            return nil
        }
    }
    mutating func backbone(latents: [[Float]], states: [[Float]]) -> [PlanValues?] {
        guard !latents.isEmpty else { return [] }
        for (member, (latent, state)) in zip(latents, states).enumerated() {
            backbone.store(latent: latent, state: state, member: member)
        }
        do throws(InferenceError) {
            try backbone.run(batch: latents.count)
        } catch {
            failures += 1
            return latents.map { _ in nil }
        }
        return latents.indices.map { backbone.answer(of: $0) }
    }

    private mutating func localPlan(_ latent: [Float], _ state: [Float]) -> PlanValues? {
        do throws(InferenceError) {
            return try local.answer(latent: latent, state: state)
        } catch {
            failures += 1
            return nil
        }
    }
}
