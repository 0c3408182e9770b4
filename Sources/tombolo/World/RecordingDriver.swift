import Motion
import Randomness
import Worlds

/// Who drives while a recording is made. Labels never come from here, always from the expert.
protocol RecordingDriver {
    /// Begins a drive.
    mutating func begin(_ world: World)
    /// The command of this step; `image` is the camera's frame where this step takes one.
    mutating func command(for world: World, image: [UInt8]?) throws -> DriveCommand
}

/// An expert that is now and then disturbed, so that the recording shows how to recover.
struct DisturbedExpert: RecordingDriver {
    private enum Disturbance {
        case none
        case steering(offset: Double, steps: Int)
        case acceleration(offset: Double, steps: Int)
        case otherStyle(steps: Int)
    }
    private let style: DrivingStyle
    private let chance: Double
    private var draw: RandomStream
    private var disturbance = Disturbance.none

    /// `chance` is the probability, at each camera frame, that a disturbance begins.
    init(style: DrivingStyle, chance: Double, draw: RandomStream) {
        self.style = style
        self.chance = chance
        self.draw = draw
    }

    mutating func begin(_ world: World) { disturbance = .none }

    mutating func command(for world: World, image: [UInt8]?) -> DriveCommand {
        if case .none = disturbance, image != nil, draw.chance(chance) { disturbance = begun() }
        var command = Expert(style: style).command(for: world)
        switch disturbance {
        case .none: break
        case .steering(let offset, let steps):
            command.steeringAngle += offset
            disturbance = steps > 1 ? .steering(offset: offset, steps: steps - 1) : .none
        case .acceleration(let offset, let steps):
            command.acceleration += offset
            disturbance = steps > 1 ? .acceleration(offset: offset, steps: steps - 1) : .none
        case .otherStyle(let steps):
            let other: DrivingStyle = style == .brisk ? .cautious : .brisk
            command = Expert(style: other).command(for: world)
            disturbance = steps > 1 ? .otherStyle(steps: steps - 1) : .none
        }
        return command
    }

    private mutating func begun() -> Disturbance {
        let kind = draw.unit()
        if kind < 0.6 {
            let offset = draw.uniform(0.02, 0.1) * (draw.chance(0.5) ? 1 : -1)
            return .steering(offset: offset, steps: draw.integer(in: 15..<50))
        }
        if kind < 0.8 {
            return .acceleration(
                offset: draw.uniform(-2.5, 2), steps: draw.integer(in: 25..<75))
        }
        return .otherStyle(steps: draw.integer(in: 100..<250))
    }
}
