public import Motion
public import Timekeeping

/// Turns a plan of some age into the command of this control tick.
///
/// Steering is pure pursuit with curvature feed-forward: the path's own curvature where the car
/// will be when the wheels get there, plus what pure pursuit asks for beyond what it would ask of
/// a car that is exactly on the path. On the path the feed-forward steers alone, so bends are not
/// cut; off the path the pursuit leads back. Speed is proportional with feed-forward, read a
/// little ahead in the plan. The same value drives the device, the simulation and the training
/// loop.
public struct TrajectoryTracker: Hashable, Sendable {
    private let configuration: TrackerConfiguration
    private let limits: VehicleLimits

    /// A tracker for one kind of vehicle.
    public init(configuration: TrackerConfiguration, limits: VehicleLimits) {
        self.configuration = configuration
        self.limits = limits
    }

    /// The command that follows `plan` for the next tick.
    ///
    /// - Parameters:
    ///   - plan: a sound plan with a car's four channels.
    ///   - age: time since its capture.
    ///   - motion: the pose now in the frame of the capture (`DeadReckoning.motion`).
    ///   - speed: metres per second now.
    ///   - speedCap: a speed never to be asked for more than, m/s; nil for none.
    ///   - previous: the command of the tick before.
    ///   - seconds: the length of a tick.
    public func command(
        following plan: Plan, age: Interval, motion: Pose, speed: Double, speedCap: Double?,
        previous: DriveCommand, seconds: Double
    ) -> DriveCommand {
        DriveCommand(
            steeringAngle: steering(
                along: plan, motion: motion, speed: speed, previous: previous, seconds: seconds),
            acceleration: acceleration(
                plan, age: age.seconds, speed: speed, cap: speedCap ?? .infinity))
    }

    /// The steering part of `command`, for a stop that keeps to the path.
    public func steering(
        along plan: Plan, motion: Pose, speed: Double, previous: DriveCommand, seconds: Double
    ) -> Double {
        let path = PlanPath(plan, seenFrom: motion)
        let (none, all) = (configuration.shortPath.lowerBound, configuration.shortPath.upperBound)
        let trust = min(max((path.length - none) / (all - none), 0), 1)
        guard trust > 0 else { return previous.steeringAngle }
        let wanted = Trigonometry.arcTangent(
            limits.wheelbase * curvature(path, speed: max(speed, 0)))
        let target = previous.steeringAngle + trust * (wanted - previous.steeringAngle)
        let turn = limits.steeringRate * seconds
        let reached = min(max(target, previous.steeringAngle - turn), previous.steeringAngle + turn)
        return min(max(reached, -limits.steeringAngle), limits.steeringAngle)
    }

    /// The speed the plan wants `seconds` after its capture: between steps by interpolation,
    /// before the first by extrapolation, the last one's until the end, and zero after it.
    public func speed(_ plan: Plan, at seconds: Double) -> Double {
        guard seconds <= plan.horizon.seconds else { return 0 }
        let position = (seconds - plan.firstStep.seconds) / plan.step.seconds
        guard position < Double(plan.stepCount - 1) else { return speed(plan, plan.stepCount - 1) }
        let index = min(max(Int(position), 0), plan.stepCount - 2)
        let (low, high) = (speed(plan, index), speed(plan, index + 1))
        return max(low + (high - low) * (position - Double(index)), 0)
    }

    private func curvature(_ path: PlanPath, speed: Double) -> Double {
        let lookahead = max(
            configuration.shortestLookahead, configuration.lookaheadSeconds * speed)
        let nearest = path.nearest
        let target = path.point(along: lookahead)
        let (sine, cosine) = Trigonometry.sinCos(nearest.heading)
        let lateralOnPath = cosine * (target.y - nearest.y) - sine * (target.x - nearest.x)
        let scale = 2 / (lookahead * lookahead)
        let preview = configuration.curvaturePreviewSeconds * speed
        let window = configuration.curvatureWindow
        let start = max(preview - window / 2, 0)
        let turn = path.point(along: start + window).heading - path.point(along: start).heading
        return Trigonometry.wrapped(turn) / window + scale * (target.y - lateralOnPath)
    }

    private func acceleration(_ plan: Plan, age: Double, speed: Double, cap: Double) -> Double {
        let ahead = min(age + configuration.speedPreviewSeconds, plan.horizon.seconds)
        let now = min(self.speed(plan, at: age), cap)
        let later = min(self.speed(plan, at: max(ahead, age)), cap)
        let forward = (later - now) / configuration.speedPreviewSeconds
        let wanted = forward + configuration.speedGain * (now - speed)
        let bounded = min(max(wanted, -limits.braking), limits.acceleration)
        guard stands(plan, from: age) || cap <= 0 else { return bounded }
        return min(bounded, -configuration.holdingBrake)
    }

    /// Whether the plan means to stand: for the next second it stays below walking pace.
    private func stands(_ plan: Plan, from age: Double) -> Bool {
        for tenth in 2...10 {
            let seconds = min(age + Double(tenth) / 10, max(plan.horizon.seconds, age))
            if speed(plan, at: seconds) > configuration.standingSpeed { return false }
        }
        return true
    }

    private func speed(_ plan: Plan, _ index: Int) -> Double {
        Double(plan.value(step: index, channel: Plan.CarChannel.speed))
    }
}
