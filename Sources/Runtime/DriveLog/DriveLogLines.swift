import EdgeCore
import Failsafe
import Motion
import Randomness
import SansIO
import Timekeeping
import Wire
import Worlds

/// The lines of a drive log, one function a kind. Times are seconds since the drive began, ages
/// and latencies milliseconds, positions metres; readers skip kinds they do not know.
enum DriveLogLines {
    /// `start` is the moment of writing, on the file's clock.
    static func drive(_ setting: DriveSetting, start: Instant) -> String {
        var line = JSONLine(kind: "drive")
        line.add("version", 1)
        line.add("scenario", setting.world?.scenario ?? "machine")
        line.add("seed", setting.world?.seed.value ?? 0)
        line.add("name", setting.name)
        line.add("bundle", setting.bundle)
        line.add("startedAt", WallTime.now())
        line.add("startedNs", start.nanoseconds)
        line.add("capturePeriodMs", setting.capturePeriodMs)
        line.add("controlPeriodMs", setting.controlPeriodMs)
        line.add("degradedAgeMs", setting.degradedAgeMs)
        line.add("fallbackAgeMs", setting.fallbackAgeMs)
        line.add("pictureBytes", setting.pictureByteCount)
        return line.line
    }
    /// The middle of the road every two metres: x, y, heading.
    static func road(_ road: Road) -> String {
        var line = JSONLine(kind: "road")
        line.add("lanes", road.laneCount)
        line.add("laneWidth", road.laneWidth, decimals: 2)
        line.add("shoulder", road.shoulderWidth, decimals: 2)
        let points = stride(from: 0, through: road.length, by: 2).map { s in
            let pose = road.pose(at: s)
            return [pose.x, pose.y, pose.heading]
        }
        line.add("points", rows: points, decimals: 3)
        return line.line
    }
    static func actor(_ actor: Actor, on road: Road) -> String {
        var line = JSONLine(kind: "actor")
        let pose = actor.pose(on: road)
        line.add("id", actor.id)
        line.add("type", actor.kind.rawValue)
        line.add("length", actor.length, decimals: 2)
        line.add("width", actor.width, decimals: 2)
        line.add("x", pose.x, decimals: 2)
        line.add("y", pose.y, decimals: 2)
        line.add("heading", pose.heading, decimals: 3)
        return line.line
    }
    /// Where those near the car are that moved: identifier, x, y, heading.
    static func actors(_ world: World, at t: Double) -> String {
        var line = JSONLine(kind: "actors")
        line.add("t", t, decimals: 3)
        let near = world.actors.filter {
            abs($0.s - world.egoRoadPosition.s) < Limits.actorDistance
                && ($0.kind.isVehicle || $0.kind == .pedestrian)
        }
        let poses = near.map { actor in
            let pose = actor.pose(on: world.road)
            return [Double(actor.id), pose.x, pose.y, pose.heading]
        }
        line.add("poses", rows: poses, decimals: 2)
        return line.line
    }

    static func tick(
        _ output: ControlOutput, late: Interval, isLinked: Bool, _ glimpse: DriveGlimpse?,
        at t: Double
    ) -> String {
        var line = JSONLine(kind: "tick")
        line.add("t", t, decimals: 3)
        line.add("x", glimpse?.pose.x, decimals: 2)
        line.add("y", glimpse?.pose.y, decimals: 2)
        line.add("heading", glimpse?.pose.heading, decimals: 4)
        line.add("speed", glimpse?.speed, decimals: 2)
        switch output.command {
        case .drive(let command):
            line.add("steer", command.steeringAngle, decimals: 4)
            line.add("accel", command.acceleration, decimals: 2)
        case .actions(let values):
            line.add("actions", numbers: values.channels.map { values[$0] }, decimals: 4)
        }
        line.add("driver", "\(output.driver)")
        line.add("state", "\(output.state)")
        line.add("ageMs", output.cloudPlanAge?.milliseconds, decimals: 1)
        line.add("cap", output.speedCap, decimals: 1)
        line.add("link", isLinked)
        line.add("lateMs", late.milliseconds, decimals: 3)
        line.add("collisions", glimpse?.collisions ?? 0)
        line.add("offRoadS", glimpse?.offRoadSeconds ?? 0, decimals: 2)
        return line.line
    }
    /// A plan's timing and, for a car, every fifth of its points (0.5 s apart) in its own frame.
    static func plan(
        _ plan: Plan, _ timing: PlanTiming, isTrajectory: Bool, captureT: Double, at t: Double
    ) -> String {
        var line = JSONLine(kind: "plan")
        line.add("t", t, decimals: 3)
        line.add("capture", plan.capture.value)
        line.add("captureT", captureT, decimals: 3)
        line.add("latencyMs", timing.age.milliseconds, decimals: 1)
        line.add("edgeMs", timing.edgeTime.milliseconds, decimals: 2)
        line.add("queueMs", timing.queueTime.milliseconds, decimals: 2)
        line.add("computeMs", timing.computeTime.milliseconds, decimals: 2)
        line.add("linkMs", timing.linkTime.milliseconds, decimals: 2)
        line.add("expectedMs", timing.expected?.milliseconds, decimals: 1)
        guard isTrajectory else { return line.line }
        let path = stride(from: 4, to: plan.stepCount, by: 5).map { step in
            [Plan.CarChannel.x, Plan.CarChannel.y].map {
                Double(plan.value(step: step, channel: $0))
            }
        }
        line.add("path", rows: path, decimals: 2)
        return line.line
    }
    static func trajectory(_ plan: Plan, at t: Double) -> String {
        var line = JSONLine(kind: "trajectory")
        line.add("t", t, decimals: 3)
        line.add("capture", plan.capture.value)
        let rows = (0..<plan.stepCount).map { step in
            (0..<plan.channelCount).map { Double(plan.value(step: step, channel: $0)) }
        }
        line.add("values", rows: rows, decimals: 4)
        line.add("beliefs", rows: [plan.beliefs.map { Double($0) }], decimals: 4)
        return line.line
    }
    /// A frame with a latent that the transport took: control part and payload part.
    static func sent(byteCount: Int, at t: Double) -> String {
        var line = JSONLine(kind: "sent")
        line.add("t", t, decimals: 3)
        line.add("bytes", byteCount)
        return line.line
    }
    static func transition(_ change: FailsafeTransition, at t: Double) -> String {
        var line = JSONLine(kind: "transition")
        line.add("t", t, decimals: 3)
        line.add("from", "\(change.from)")
        line.add("to", "\(change.to)")
        line.add("cause", "\(change.cause)")
        line.add("ageMs", change.planAge?.milliseconds, decimals: 1)
        line.add("epoch", EdgeEventLog.hexadecimal(change.epoch))
        return line.line
    }
    /// What is wrong with a part of the machine from now on; `none` for nothing any more.
    static func fault(of part: String, _ kind: String, at t: Double) -> String {
        var line = JSONLine(kind: "fault")
        line.add("t", t, decimals: 3)
        line.add("part", part)
        line.add("fault", kind)
        return line.line
    }
    /// Nil for what is no event of a session.
    static func session(_ event: EdgeEvent, at t: Double) -> String? {
        var line = JSONLine(kind: "session")
        line.add("t", t, decimals: 3)
        switch event {
        case .sessionEstablished(let epoch, let endpoint):
            line.add("event", "established")
            line.add("epoch", EdgeEventLog.hexadecimal(epoch))
            line.add("coordinator", endpoint)
        case .sessionLost(let loss, _):
            line.add("event", "lost")
            line.add("reason", "\(loss)")
        case .sessionRefused(let refuse, let endpoint):
            line.add("event", "refused")
            line.add("reason", "\(refuse.reason)")
            line.add("coordinator", endpoint)
        case .sessionSilent: line.add("event", "silent")
        case .sessionHeard: line.add("event", "heard")
        case .rehoming(let endpoint, let reason):
            line.add("event", "rehoming")
            line.add("reason", "\(reason)")
            line.add("coordinator", endpoint)
        case .standbyEstablished(let epoch, let endpoint):
            line.add("event", "standby")
            line.add("epoch", EdgeEventLog.hexadecimal(epoch))
            line.add("coordinator", endpoint)
        case .failsafe, .standbyNeeds, .cameraFault, .actuators, .releaseRefused, .fate,
            .cloudPlanTaken, .localPlanTaken, .rateChosen, .planRejected, .frameRejected,
            .paceChanged, .odometryUnsound, .ignored:
            return nil
        }
        return line.line
    }
    static func rejected(_ source: PlanSource, _ reason: PlanRejection, at t: Double) -> String {
        var line = JSONLine(kind: "rejected")
        line.add("t", t, decimals: 3)
        line.add("source", "\(source)")
        line.add("reason", "\(reason)")
        return line.line
    }
    /// A pace of the coordinator; without a period it is the device's own again.
    static func pace(_ pace: AgreedPace?, at t: Double) -> String {
        var line = JSONLine(kind: "pace")
        line.add("t", t, decimals: 3)
        line.add("periodMs", pace?.period.milliseconds, decimals: 1)
        line.add("phaseMs", pace?.phase.milliseconds, decimals: 1)
        if let pace {
            line.add("credit", pace.credit)
            line.add("reason", "\(pace.reason)")
            line.add("exceeded", pace.isExceeded)
        }
        return line.line
    }
}
