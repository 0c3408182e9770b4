import Inference
import ModelBundle
import OpenVINOBackend
import Runtime
import Timekeeping

/// Measures how long a bundle's backbone takes for batches of each size, as a worker runs it.
///
/// Each round runs every size, and each round begins with another one, so that a busy neighbour
/// hits all alike. The first run of a size in a round does not count: it finds the weights where
/// another size left them.
final class BackboneProfile {
    private let sizes: [Int]
    private let backbone: PlanningModel
    private var samples: [[Interval]]

    /// Runs of one size in one round that count, at most.
    private static let runsPerRound = 8

    /// Loads the backbone for `threads`, with latents of rendered drives in every place.
    init(_ bundle: ModelBundle, sizes: [Int], threads: Int) throws(InferenceError) {
        self.sizes = sizes
        samples = sizes.map { _ in [] }
        let backend = try OpenVINOBackend(settings: OpenVINOSettings(threadCount: threads))
        let limit = sizes.max() ?? 1
        backbone = try PlanningModel(bundle.backbone, batchLimit: limit, backend: backend)
        let head = try HeadModel(bundle, backend: backend)
        let drives = SampleDrives(
            framesPerScenario: 2, width: bundle.camera.width, height: bundle.camera.height)
        for member in 0..<limit {
            let sample = member % drives.images.count
            backbone.store(
                latent: try head.latent(of: drives.images[sample]), state: drives.states[sample],
                member: member)
        }
    }

    /// Measures for `seconds`, and one round at least; `show` is told what share of the time is
    /// over.
    func run(seconds: Double, _ show: (Double) -> Void) throws(InferenceError) -> [ProfileFile
        .Point]
    {
        var clock = MonotonicClock()
        let begin = clock.now()
        var round = 0
        repeat {
            for turn in sizes.indices {
                let index = (round + turn) % sizes.count
                try measure(index, &clock)
                show(min((clock.now() - begin).seconds / seconds, 1))
            }
            round += 1
        } while (clock.now() - begin).seconds < seconds
        return zip(sizes, samples).map { size, samples in
            let quantiles = Quantiles(samples.map(\.seconds))
            return ProfileFile.Point(
                batch: size, time: Self.interval(quantiles[0.5]),
                p95: Self.interval(quantiles[0.95]), runs: samples.count)
        }
    }

    private func measure(_ index: Int, _ clock: inout MonotonicClock) throws(InferenceError) {
        let size = sizes[index]
        try backbone.run(batch: size)
        let runs = max(min((sizes.last ?? 1) / size, Self.runsPerRound), 1)
        for _ in 0..<runs {
            let begin = clock.now()
            try backbone.run(batch: size)
            samples[index].append(clock.now() - begin)
        }
    }
    /// To the microsecond, as files have it.
    private static func interval(_ seconds: Double) -> Interval {
        .microseconds(max(Int64((seconds * 1e6).rounded()), 1))
    }
}
