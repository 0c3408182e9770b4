public import Motion

/// A driver that is told where everything is: the teacher of the policies.
///
/// It decides by what could be seen from the car now, and remembers nothing, so that a policy that
/// sees one picture can learn it: obstacles count as standing still, a lane is left only when it is
/// blocked ahead, and a lane change once begun is finished because the new lane is then nearest.
public struct Expert: Hashable, Sendable {
    /// How it drives.
    public let style: DrivingStyle

    /// A driver of one style.
    public init(style: DrivingStyle) { self.style = style }

    /// What it would do now.
    public func command(for world: World) -> DriveCommand {
        let lane = targetLane(in: world)
        let target = world.road.offset(ofLane: lane)
        let wanted = min(
            style.cruise, curveSpeed(in: world), trafficSpeed(in: world, target: target))
        let change = Gains.speed * (wanted - world.ego.speed)
        let acceleration = min(max(change, -style.hardBraking), style.acceleration)
        return DriveCommand(
            steeringAngle: steering(in: world, target: target), acceleration: acceleration)
    }

    /// Feedback gains; found by trial over all scenarios, smooth and free of overshoot.
    private enum Gains {
        /// 1/s: acceleration per error of speed.
        static let speed = 1.5
        /// 1/s: lateral speed per metre off the lane's middle.
        static let offset = 0.8
        /// 1/s: turn per error of heading.
        static let heading = 1.9
        /// m/s: below this speed steering is by distance, not by time.
        static let slow = 3.0
        /// Radians: the steepest heading across the road.
        static let slant = 0.5
        /// m/s2: the strongest sideways pull on purpose.
        static let lateral = 1.7
        /// m/s2: that and the curve's own together, as far as half of it is left.
        static let total = 2.4
        /// Radians at cruising speed: a larger error of heading is no lane change but a push.
        static let stray = 0.14
        /// m/s2: what is added to the sideways pull against a push.
        static let rescue = 1.8
    }

    /// Steers toward the offset `target`: feedback from offset to heading to curvature, on top of
    /// the road's own curvature a moment ahead.
    private func steering(in world: World, target: Double) -> Double {
        let place = world.egoRoadPosition
        let speed = world.ego.speed
        let pace = max(speed, Gains.slow)
        let road = world.road
        let bend =
            (road.curvature(at: place.s) + road.curvature(at: place.s + 0.25 * speed)
                + road.curvature(at: place.s + 0.5 * speed)) / 3
        let aside = target - place.offset
        let lateral = min(max(Gains.offset * aside, -style.lateralSpeed), style.lateralSpeed)
        let heading = min(max(lateral / pace, -Gains.slant), Gains.slant)
        let error = heading - place.heading
        let turn = Gains.heading * error / pace
        // Heading for the edge, as after a push, is worth more than comfort.
        let stray = max(abs(error) * pace / style.cruise - Gains.stray, 0)
        let authority = Gains.lateral + min(10 * stray, Gains.rescue)
        let along = bend / (1 - bend * place.offset)
        // In a curve less is left for turning further in.
        let pull = along * pace * pace
        let left = max(min(authority, Gains.total + 10 * stray - pull), Gains.lateral / 2)
        let right = max(min(authority, Gains.total + 10 * stray + pull), Gains.lateral / 2)
        let curvature = along + min(max(turn, -right / (pace * pace)), left / (pace * pace))
        let angle = Trigonometry.arcTangent(world.limits.wheelbase * curvature)
        return min(max(angle, -world.limits.steeringAngle), world.limits.steeringAngle)
    }

    /// The highest speed from which every curve in sight can be braked for.
    private func curveSpeed(in world: World) -> Double {
        let s = world.egoRoadPosition.s
        var lowest = style.cruise * style.cruise
        for step in 0..<6 {
            let ahead = 8 * Double(step)
            let bend = abs(world.road.curvature(at: s + ahead))
            guard bend > 0 else { continue }
            lowest = min(lowest, style.curveAcceleration / bend + 2 * style.braking * 0.7 * ahead)
        }
        return lowest.squareRoot()
    }
}
