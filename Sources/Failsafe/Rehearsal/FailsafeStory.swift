/// What one cause does to a car, as a rehearsal: one story for each cause there is.
public struct FailsafeStory: Hashable, Sendable {
    /// The cause that it shows.
    public let cause: FailsafeCause
    /// One sentence on what happens, for people.
    public let title: String
    /// The rehearsal's script.
    public let script: String
    /// Who lets the car go again.
    public let releasePolicy: ReleasePolicy

    /// The story of `cause`; a new cause does not compile without one.
    public static func of(_ cause: FailsafeCause) -> FailsafeStory {
        switch cause {
        case .ready, .recovered, .standstill: everyday(cause)
        case .planAge, .planEnding, .noPlan, .unsoundPlans, .wrongBundle, .budgetSpent:
            cloud(cause)
        case .localPolicyLate, .localPolicyUnhealthy, .sensorsUnsound, .actuatorsRefuse,
            .cameraStalled, .cameraRepeats, .cameraTimeJumps, .cameraMisshapen:
            machine(cause)
        case .disarmed, .pathLost, .pathEnded, .stopLate, .operatorReleased,
            .automaticallyReleased, .emergencyStop, .localReset:
            stops(cause)
        }
    }
    /// All of them, in the order of the causes.
    public static let all = FailsafeCause.allCases.map { of($0) }

    /// The car with this story's release policy.
    public var configuration: FailsafeConfiguration {
        var car = FailsafeConfiguration.car
        car.releasePolicy = releasePolicy
        return car
    }

    private init(
        _ cause: FailsafeCause, _ title: String, _ script: String,
        _ releasePolicy: ReleasePolicy = .operatorRelease
    ) {
        self.cause = cause
        self.title = title
        self.script = script
        self.releasePolicy = releasePolicy
    }
}

extension FailsafeStory {
    private static func everyday(_ cause: FailsafeCause) -> FailsafeStory {
        switch cause {
        case .recovered:
            FailsafeStory(
                cause, "The link is gone for two seconds and comes back.",
                "8: link down for 2s; 16: end")
        case .standstill:
            FailsafeStory(
                cause, "The drive is over: the operator disarms the car.",
                "8: disarm; 30: end")
        default:
            FailsafeStory(
                cause, "The operator arms a car whose plans have long been fresh.",
                "0: disarm; 3: arm; 8: end")
        }
    }
    private static func cloud(_ cause: FailsafeCause) -> FailsafeStory {
        switch cause {
        case .planEnding:
            FailsafeStory(
                cause, "The cloud's plans become too short to follow.",
                "8: horizon 220ms for 2s; 16: end")
        case .noPlan:
            FailsafeStory(
                cause, "The motion since the plans' captures is lost, and with it every plan.",
                "8: plans lost for 1s; 16: end")
        case .unsoundPlans:
            FailsafeStory(
                cause, "The cloud's model yields numbers out of bounds for one second.",
                "8: plans unsound for 1s; 16: end")
        case .wrongBundle:
            FailsafeStory(
                cause, "The coordinator comes back with another bundle.",
                "8: bundle wrong for 1s; 16: end")
        case .budgetSpent:
            FailsafeStory(
                cause, "The link is gone for good: four seconds of local policy, then a stop.",
                "8: link down; 30: end")
        default:
            FailsafeStory(
                cause, "Plans come 150 ms later than usual: the car follows them, slower.",
                "8: delay 150ms for 6s; 20: end")
        }
    }
    private static func machine(_ cause: FailsafeCause) -> FailsafeStory {
        switch cause {
        case .localPolicyUnhealthy:
            FailsafeStory(
                cause, "Without the cloud, the local policy fails too.",
                "8: link down; 9.5: policy fails; 22: end")
        case .sensorsUnsound:
            FailsafeStory(
                cause, "The wheels' sensor breaks: the car does not know its own motion.",
                "8: odometry lost; 16: end")
        case .actuatorsRefuse:
            FailsafeStory(
                cause, "The drive's controller refuses commands.",
                "8: actuators refuse; 16: end")
        case .cameraStalled:
            FailsafeStory(
                cause, "The camera hangs for a quarter of a second, and later for good.",
                "8: camera stalled for 250ms; 14: camera stalled; 30: end")
        case .cameraRepeats:
            FailsafeStory(
                cause, "The camera freezes for a second; an operator looks, and releases the car.",
                "8: camera repeats for 1s; 22: release; 30: end")
        case .cameraTimeJumps:
            FailsafeStory(
                cause, "The camera's clock jumps back by an hour and stays there.",
                "8: camera time-jumps; 24: end")
        case .cameraMisshapen:
            FailsafeStory(
                cause, "Without the cloud, the camera restarts in another resolution.",
                "8: link down; 9.5: camera misshapen; 24: end")
        default:
            FailsafeStory(
                cause, "The local policy hangs while the link is good, then the link goes too.",
                "8: policy silent; 14: link down; 30: end")
        }
    }
    private static func stops(_ cause: FailsafeCause) -> FailsafeStory {
        switch cause {
        case .pathLost:
            FailsafeStory(
                cause, "Within a comfortable stop the local policy falls silent.",
                "8: link down; 13.2: policy silent; 30: end")
        case .pathEnded:
            FailsafeStory(
                cause, "Nobody plans any more: the car stops along the last path until that ends.",
                "8: link down; 8: policy silent; 20: end")
        case .stopLate:
            FailsafeStory(
                cause, "The brakes do not hold: the stop gets harder, step by step.",
                "8: disarm; 8: brakes fade for 30s; 60: end")
        case .operatorReleased:
            FailsafeStory(
                cause, "After a stop an operator releases the car, too early and then in time.",
                "8: link down; 30: link up; 31: release; 38: release; 45: end")
        case .automaticallyReleased:
            FailsafeStory(
                cause, "A car of an unattended fleet releases itself, once its link is healthy.",
                "8: link down; 30: link up; 45: end", .automatic)
        case .emergencyStop:
            FailsafeStory(
                cause, "Somebody presses the red button.",
                "8: emergency-stop; 20: end")
        case .localReset:
            FailsafeStory(
                cause, "The red button is released, and the stop is reset at the machine.",
                "8: emergency-stop for 6s; 12: reset; 16: reset; 22: end")
        default:
            FailsafeStory(
                cause, "The operator disarms the car, and the link goes while it stops.",
                "8: disarm; 9: link down; 30: end")
        }
    }
}
