import Randomness
import Worlds

/// Camera frames and states of short drives, the same at every run: what the contestants work on.
struct SampleDrives {
    /// Camera frames, `[96, 192, 3]` UInt8 each.
    private(set) var images: [[UInt8]] = []
    /// For each frame those of a tenth of a second before it, and of two: captures in a row.
    private(set) var earlier: [[[UInt8]]] = []
    /// The state at each frame.
    private(set) var states: [[Float]] = []

    /// Renders `frames` frames of each scenario, a second of driving between two of them.
    init(framesPerScenario frames: Int, width: Int, height: Int) {
        var camera = Camera(width: width, height: height)
        for scenario in Scenario.all {
            // No seed of this range was trained on.
            let seed = Seed(900_000)
            var world = scenario.world(seed: seed)
            let expert = Expert(style: .brisk)
            for _ in 0..<frames {
                var captures: [[UInt8]] = []
                for steps in [40, 5, 5] {
                    for _ in 0..<steps where !world.isFinished {
                        world.step(expert.command(for: world))
                    }
                    var pixels: [UInt8] = []
                    camera.render(world, into: &pixels)
                    captures.append(pixels)
                }
                images.append(captures[2])
                earlier.append([captures[1], captures[0]])
                states.append(world.stateVector)
            }
        }
    }
}
