public import EdgeCore
public import Tensors
import Worlds

/// A privileged compute for tests of the loop: it is told the scene and drives by the expert.
///
/// No network runs. Its latent carries nothing but the number of a remembered scene, one bit an
/// element; its backbone looks that scene up and answers with the brisk expert's own future, and
/// its local policy with the cautious one's. So a drive shows what sessions, batches, frames and
/// failsafe do, bit for bit the same on every machine, and nothing about how well a model sees.
public struct ExpertCompute: SplitCompute {
    private enum Code {
        /// Elements that carry the number of a scene.
        static let bits = 24
        /// A set bit: survives any step up to twice the everyday one by far.
        static let one: Float = 64
        static let channels = 16
    }
    private var scenes: [(number: Int, world: World)] = []
    private var next = 0
    /// Every channel in steps of one.
    public let quantisation: QuantisationParameters
    /// As many as the driving bundle's latent has: 6 x 12.
    public let elementsPerChannel = 72
    /// It looks at no picture.
    public var picture: PictureSize? { nil }

    /// An expert that has seen nothing yet.
    public init() {
        let steps = [Float](repeating: 1, count: Code.channels)
        guard let quantisation = QuantisationParameters(steps: steps) else {
            preconditionFailure("sixteen positive steps are quantisation parameters")
        }
        self.quantisation = quantisation
    }

    /// Remembers the scene and answers with its number and the cautious expert's future.
    public mutating func head(_ capture: SceneCapture) -> HeadAnswer? {
        let number = next
        next = (next + 1) % (1 << Code.bits)
        if scenes.count == Limits.scenes { scenes.removeFirst() }
        scenes.append((number, capture.world))
        var latent = [Float](repeating: 0, count: Code.channels * elementsPerChannel)
        for bit in 0..<Code.bits where number >> bit & 1 == 1 { latent[bit] = Code.one }
        return HeadAnswer(
            latent: latent, localPlan: Self.plan(in: capture.world, style: .cautious))
    }
    /// The brisk expert's future of each remembered scene.
    public mutating func backbone(latents: [[Float]], states: [[Float]]) -> [PlanValues?] {
        latents.map { latent in
            var number = 0
            for bit in 0..<Code.bits where latent[bit] > Code.one / 2 { number |= 1 << bit }
            guard let scene = scenes.last(where: { $0.number == number }) else { return nil }
            return Self.plan(in: scene.world, style: .brisk)
        }
    }

    private static func plan(in world: World, style: DrivingStyle) -> PlanValues {
        let steps = Expert.rollout(world: world, style: style, steps: 25, every: 5)
        let obstacle = NearestObstacle(in: world)
        return PlanValues(
            steps: steps.flatMap {
                [Float($0.x), Float($0.y), Float($0.heading), Float($0.speed)]
            },
            beliefs: [
                Float(obstacle.distance), Float(obstacle.offset), obstacle.isPresent ? 1 : 0,
            ])
    }
}
