import Foundation
import Inference
import ModelBundle
import OpenVINOBackend
import Randomness
import Runtime
import Timekeeping
import Worlds

/// Head, local policy and backbone on a real picture.
struct NetworkBench {
    private let bundle: ModelBundle
    private let threads: Int
    private let runs: Int
    private let batches = [1, 8, 32]

    init(_ bundle: ModelBundle, threads: Int, runs: Int) {
        self.bundle = bundle
        self.threads = threads
        self.runs = max(runs, 5)
    }

    /// Prints its lines; the latent of the picture.
    func run() throws -> [Float] {
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: threads))
        let head = try Network(bundle.head, backend, batchLimit: 1)
        head.inputs[0].store(picture(), member: 0)
        let headTimes = try Stopwatch.measure(runs: runs) { try head.run(1) }
        let latent = head.outputs[0].elements(copiedAs: Float.self, member: 0)
        let local = try Network(bundle.local, backend, batchLimit: 1)
        local.inputs[0].store(latent, member: 0)
        let localTimes = try Stopwatch.measure(runs: runs) { try local.run(1) }
        let backbone = try Network(bundle.backbone, backend, batchLimit: batches.max() ?? 1)
        for member in 0..<backbone.inputs[0].batchLimit {
            backbone.inputs[0].store(latent, member: member)
        }
        let backboneTimes = try batches.map { batch in
            try Stopwatch.measure(runs: runs) { try backbone.run(batch) }
        }
        let one = backboneTimes[0]
        print(headTimes, "head, one picture", one, "backbone at batch 1")
        print(localTimes, "local policy, one latent", one, "backbone at batch 1")
        for (batch, times) in zip(batches, backboneTimes) {
            let single = one.quantile(0.5) ?? .zero
            let share = (times.quantile(0.5) ?? .zero).seconds / (single.seconds * Double(batch))
            BenchTable.printRow(
                "backbone, batch \(batch)", times,
                comparedWith: String(format: "%.2f", share) + " x \(batch) runs of batch 1 "
                    + "(\(BenchTable.time(single * Int64(batch))))")
        }
        return latent
    }

    private func print(
        _ times: SampleSet, _ name: String, _ baseline: SampleSet, _ called: String
    ) {
        BenchTable.printRow(
            name, times, comparedWith: BenchTable.ratio(times, to: baseline, called: called))
    }
    private func picture() -> [UInt8] {
        guard let scenario = Scenario.named("town") ?? Scenario.all.first else { return [] }
        var camera = Camera(width: bundle.camera.width, height: bundle.camera.height)
        var pixels: [UInt8] = []
        camera.render(scenario.world(seed: Seed(7)), into: &pixels)
        return pixels
    }

    /// A loaded model with its buffers.
    private struct Network {
        let model: any InferenceModel
        let inputs: [TensorBuffer]
        let outputs: [TensorBuffer]

        init(
            _ file: BundledModel, _ backend: OpenVINOBackend, batchLimit: Int
        ) throws(InferenceError) {
            let interface = try ModelInterface(
                inputs: file.inputs, outputs: file.outputs, batchLimit: batchLimit)
            model = try backend.load(modelAt: file.path, interface: interface)
            inputs = interface.makeInputBuffers()
            outputs = interface.makeOutputBuffers()
        }
        func run(_ batch: Int) throws(InferenceError) {
            try model.run(batch: batch, inputs: inputs, outputs: outputs)
        }
    }
}
