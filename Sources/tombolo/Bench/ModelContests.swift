import EdgeCore
import Inference
import ModelBundle
import OpenVINOBackend
import Runtime
import Tensors

/// The three networks of a bundle on this machine.
final class ModelContests {
    private let bundle: ModelBundle
    private let drives: SampleDrives
    private let threads: Int
    private let head: HeadModel
    private let local: PlanningModel
    private let backbone: PlanningModel
    /// The backbone as a worker has it, one for each batch size.
    private let batches: [(size: Int, model: PlanningModel)]
    /// The backbone as a worker has it, for batches of changing size.
    private let changing: PlanningModel
    /// The latents of the sample, from the head.
    let latents: [[Float]]
    /// For each of them those of one capture before it, and of two.
    let earlierLatents: [[[Float]]]
    private static let batchSizes = [1, 8, 32]
    private var next = 0

    init(_ bundle: ModelBundle, _ drives: SampleDrives, threads: Int) throws {
        self.bundle = bundle
        self.drives = drives
        self.threads = threads
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: threads))
        let head = try HeadModel(bundle, backend: backend)
        self.head = head
        local = try PlanningModel(bundle.local, batchLimit: 1, backend: backend)
        backbone = try PlanningModel(bundle.backbone, batchLimit: 1, backend: backend)
        let latents = try drives.images.map { try head.latent(of: $0) }
        self.latents = latents
        earlierLatents = try drives.earlier.map { try $0.map { try head.latent(of: $0) } }
        func worker() throws -> PlanningModel {
            let limit = Self.batchSizes.max() ?? 1
            let model = try PlanningModel(bundle.backbone, batchLimit: limit, backend: backend)
            for member in 0..<limit {
                let sample = member % latents.count
                model.store(
                    latent: latents[sample], state: drives.states[sample], member: member)
            }
            return model
        }
        batches = try Self.batchSizes.map { ($0, try worker()) }
        changing = try worker()
    }

    /// What a real answer says: beliefs and steps for the frames of other contests.
    func answer() throws -> PlanValues {
        try backbone.answer(latent: latents[0], state: drives.states[0])
    }

    /// Head and local policy beside the backbone, batch 1.
    var networks: Contest {
        Contest(
            title: "Networks, OpenVINO, threads: \(threads), batch 1, float32",
            contestants: [
                contestant(bundle.backbone, "backbone", baselines: []) { [self] in
                    let sample = takeNext()
                    _ = try backbone.answer(latent: latents[sample], state: drives.states[sample])
                },
                contestant(bundle.head, "head, one camera frame", baselines: ["backbone"]) {
                    [self] in _ = try head.latent(of: drives.images[takeNext()])
                },
                contestant(bundle.local, "local policy", baselines: ["backbone"]) { [self] in
                    let sample = takeNext()
                    _ = try local.answer(latent: latents[sample], state: drives.states[sample])
                },
            ])
    }
    /// The backbone by batch size, and what it costs that the size changes.
    ///
    /// Each sample of a size is as many members as the largest batch: a sample of batch 1 that
    /// followed a large batch alone would find its weights cold and flatter the batches.
    var batching: Contest {
        let most = Self.batchSizes.max() ?? 1
        var contestants = batches.map { size, model in
            let baselines = size == 1 ? [] : ["batch 1"]
            return batch("batch \(size)", size, baselines, calls: most / size) {
                try model.run(batch: size)
            }
        }
        let small = batches[0]
        let large = batches[1]
        let apart = "batch \(large.size), then \(small.size): two models"
        let together = "batch \(large.size), then \(small.size): one model"
        let members = small.size + large.size
        contestants.append(
            batch(apart, members, [], calls: 1) {
                try large.model.run(batch: large.size)
                try small.model.run(batch: small.size)
            })
        contestants.append(
            batch(together, members, [apart], calls: 1) { [changing] in
                try changing.run(batch: large.size)
                try changing.run(batch: small.size)
            })
        let title = "Backbone by batch, OpenVINO, threads: \(threads)"
        return Contest(
            title: title + "; \(most) members a sample; 'each' and the ratio are per member",
            contestants: contestants)
    }

    private func batch(
        _ name: String, _ members: Int, _ baselines: [String], calls: Int,
        _ body: @escaping () throws -> Void
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: calls, members: members, note: "",
            body: body)
    }
    private func takeNext() -> Int {
        next = (next + 1) % latents.count
        return next
    }
    private func contestant(
        _ model: BundledModel, _ name: String, baselines: [String],
        _ body: @escaping () throws -> Void
    ) -> Contestant {
        let inputs = model.inputs.map { "\($0.name) \($0.shape)" }.joined(separator: " + ")
        let millions = Standing.text(Double(model.multiplyAccumulates) / 1e6)
        let share = Standing.text(
            Double(model.multiplyAccumulates) / Double(bundle.backbone.multiplyAccumulates))
        let work =
            baselines.isEmpty
            ? "\(millions) M multiply-accumulates"
            : "\(millions) M multiply-accumulates, \(share) x backbone"
        return Contestant(
            name: name, baselines: baselines, calls: 1, members: 1, note: "\(work); \(inputs)",
            body: body)
    }
}
