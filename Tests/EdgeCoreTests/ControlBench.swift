import Failsafe
import Motion
import Randomness
import SansIO
import Timekeeping
import Wire

@testable import EdgeCore

/// The way from plans to commands alone: plans of a cloud and of a local policy that a test makes,
/// each taken after a delay of its own, and a tick each 20 ms.
struct ControlBench {
    /// The values of one step of a plan made from a capture at an instant.
    typealias Row = (_ capture: Instant, _ step: Int) -> [Float]

    let configuration: EdgeConfiguration
    var control: MotionControl
    /// The cloud's and the local policy's plans; nil for none.
    var cloud: Row?
    var local: Row?
    /// From a capture to its plan's arrival, asked once a plan.
    var cloudDelay: () -> Interval = { .milliseconds(60) }
    /// What the machine reports, asked on each tick.
    var odometry: () -> Odometry? = { nil }
    /// Told of each command.
    var obey: (ControlOutput) -> Void = { _ in }
    private(set) var now = Instant.milliseconds(1_000)
    private(set) var outputs: [ControlOutput] = []
    private(set) var transitions: [FailsafeTransition] = []
    /// Plans that were not taken.
    private(set) var rejections: [PlanRejection] = []
    private var coming: [(due: Instant, plan: Plan)] = []
    private var captures: UInt64 = 0

    init(configuration: EdgeConfiguration) {
        self.configuration = configuration
        control = MotionControl(configuration: configuration)
    }

    var latest: ControlOutput? { outputs.last }
    var states: [FailsafeState] { outputs.map(\.state) }

    /// Ticks for `milliseconds`; captures come each 100 ms.
    mutating func run(milliseconds: Int) {
        for _ in 0..<milliseconds / 20 {
            now = now + .milliseconds(20)
            if now.nanoseconds % 100_000_000 == 0 { capture() }
            arrive()
            let (output, decision) = control.tick(
                odometry(), cameraPeriod: .milliseconds(100), epoch: 1, at: now)
            outputs.append(output)
            transitions += decision.transitions
            obey(output)
        }
    }

    private mutating func capture() {
        captures += 1
        if let cloud { coming.append((now + cloudDelay(), plan(cloud, epoch: 1))) }
        if let local { coming.append((now + .milliseconds(20), plan(local, epoch: 0))) }
    }
    private func plan(_ row: Row, epoch: UInt64) -> Plan {
        let limits = configuration.planLimits
        return Plan(
            capture: CaptureID(captures), captureTime: now, epoch: epoch, sequence: captures,
            firstStep: limits.firstStep, step: limits.step, channelCount: limits.channels.count,
            values: (0..<limits.stepCount).flatMap { row(now, $0) },
            beliefs: [Float](repeating: 0, count: limits.beliefCount))
    }
    private mutating func arrive() {
        for (_, plan) in coming.filter({ $0.due <= now }) {
            do throws(PlanRejection) {
                if plan.epoch == 0 {
                    try control.take(localPlan: plan, at: now)
                } else {
                    try control.take(cloudPlan: plan, epoch: 1, at: now)
                }
            } catch {
                rejections.append(error)
            }
        }
        coming.removeAll { $0.due <= now }
    }
}

extension EdgeConfiguration {
    /// A machine of the given actions whose plans have 25 steps of 100 ms, armed.
    static func machine(
        _ channels: [ActionChannel], _ interpolation: ActionInterpolation
    ) -> EdgeConfiguration {
        var configuration = EdgeConfiguration.car(
            name: "arm", bundle: .tested,
            planLimits: PlanLimits(
                channels: channels.enumerated().map { index, channel in
                    ChannelLimits(
                        name: "channel \(index)", unit: "1",
                        minimum: Float(channel.range.lowerBound),
                        maximum: Float(channel.range.upperBound),
                        maxRatePerSecond: Float(channel.maxRatePerSecond), origin: nil)
                },
                stepCount: 25, firstStep: .milliseconds(100), step: .milliseconds(100),
                beliefCount: 1), rates: RateConfiguration.unmeasured)
        configuration.meaning = .actions(
            ActionLimits(channels: channels, interpolation: interpolation))
        configuration.armsItself = true
        return configuration
    }
}

extension BundleID {
    /// Any identity.
    static var tested: BundleID {
        guard let bundle = BundleID(bytes: Array(repeating: 1, count: 32)) else {
            preconditionFailure("32 bytes are an identity")
        }
        return bundle
    }
}
