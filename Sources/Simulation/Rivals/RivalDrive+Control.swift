import EdgeCore
import Motion
import Timekeeping
import Worlds

/// The control loop, 50 times a second.
extension RivalDrive {
    /// Whether the car may move.
    var isReleased: Bool { now - .origin >= configuration.releasedAt }

    mutating func tick() {
        events.schedule(.tick, at: now + World.stepInterval)
        if now - .origin == configuration.drive.scoredFrom { beginScore() }
        if configuration.strategy == .blocking, isReleased, !isAsking, hasPlayed { begin() }
        let (command, driver) = command()
        if now - .origin >= configuration.drive.scoredFrom { outcome[driver] += 1 }
        outcome.digest.fold(command.steeringAngle)
        outcome.digest.fold(command.acceleration)
        world.step(command)
        if world.isOffRoad { outcome.firstOffRoad = outcome.firstOffRoad ?? world.elapsed }
        guard configuration.drive.endsWhenLost else { return }
        outcome.isLost = world.score.collisions > 0 || world.overhang > Limits.lostOverhang
    }

    private mutating func beginScore() {
        world.resetScore()
        outcome.firstOffRoad = nil
        outcome.agesDriven = AgeCounts()
    }
    /// Whether the steps are played that are played of each chunk.
    private var hasPlayed: Bool {
        guard let followed else { return true }
        return now - followed.arrivedAt >= followed.plan.step * Limits.blockingSteps
    }
    private mutating func command() -> (DriveCommand, RivalDriver) {
        guard isReleased else {
            let brake = -configuration.drive.edge.tracker.holdingBrake
            return (DriveCommand(steeringAngle: 0, acceleration: brake), .nobody)
        }
        guard let followed else { return (world.lastCommand, .heldCommand) }
        let age = followed.plan.age(at: now)
        switch configuration.strategy {
        case .blocking:
            guard !isAsking else { return (world.lastCommand, .heldCommand) }
            // Played from its first step, however long it took to come.
            return (follow(followed, at: now - followed.arrivedAt, age), .plan)
        case .asynchronous, .local:
            guard now <= followed.plan.end else { return (world.lastCommand, .heldCommand) }
            return (blended(follow(followed, at: age, age), followed), .plan)
        }
    }
    private mutating func follow(
        _ followed: RivalPlan, at time: Interval, _ age: Interval
    ) -> DriveCommand {
        if configuration.strategy != .local, now - .origin >= configuration.drive.scoredFrom {
            outcome.agesDriven.add(age)
        }
        return tracker.command(
            following: followed.plan, age: time,
            motion: followed.pose.relative(world.ego.pose), speed: world.ego.speed,
            speedCap: nil, previous: world.lastCommand, seconds: World.stepInterval.seconds)
    }
    /// A new plan is blended in as Tombolo does it: over the same ticks, hard braking at once.
    private mutating func blended(_ command: DriveCommand, _ followed: RivalPlan) -> DriveCommand {
        if blendedCapture != followed.plan.sequence {
            blendedCapture = followed.plan.sequence
            blend.begin(
                from: world.lastCommand, to: command, ticks: configuration.drive.edge.blendTicks)
        }
        var result = blend.blended(command)
        if command.acceleration < -EdgeCore.Limits.blendedBraking {
            result.acceleration = min(result.acceleration, command.acceleration)
        }
        return result
    }
}
