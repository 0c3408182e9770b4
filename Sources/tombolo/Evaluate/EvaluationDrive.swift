import EdgeCore
import Failsafe
import ModelBundle
import NetworkModel
import Randomness
import Runtime
import Simulation
import Timekeeping
import Wire
import Worlds

/// One world of an evaluation, to be driven in several ways by the cores of the real programs.
///
/// Every drive begins standing, and ends at a collision or a metre over the edge of the road.
struct EvaluationDrive {
    let scenario: Scenario
    let seed: UInt64
    let duration: Interval
    /// From a capture to the moment its plan is with the device, at the latest; above the 100 ms
    /// between captures a latent waits for the one before it besides.
    let latency: Interval
    /// When the link is cut for the car without a failsafe.
    let cutAt: Interval

    /// When the link of the car that drives by its local policy goes down for good. The failsafe
    /// lets no car move that never heard from its cloud; ten plans after a start take 1.1 s.
    static let localFrom = Interval.milliseconds(1_500)
    /// Over what link that car is released.
    static let everydayLatency = Interval.milliseconds(60)

    /// Drives this way; `models` are there if the way needs them.
    func row(_ way: EvaluationWay, _ models: EvaluationModels?) throws(ProcessFailure)
        -> EvaluationRow
    {
        switch way {
        case .expert: return expert()
        case .expertPlans:
            var configuration = DriveConfiguration.expertCar(
                scenario: scenario, seed: Seed(seed), duration: duration, outages: [])
            prepare(&configuration, latency: latency, downFrom: nil)
            return try row(way, configuration, ExpertCompute())
        case .cloud, .local, .held:
            guard let models else { preconditionFailure("this way was given its models") }
            return try row(way, configuration(way, models), models.compute)
        }
    }

    private func configuration(
        _ way: EvaluationWay, _ models: EvaluationModels
    ) -> DriveConfiguration {
        var configuration = DriveConfiguration.car(
            scenario: scenario, seed: Seed(seed), duration: duration, outages: [],
            bundle: BundleID(models.bundle), planLimits: PlanLimits(models.bundle.plan),
            rates: models.bundle.latent.rates.map { LatentRate($0) })
        switch way {
        case .local:
            prepare(&configuration, latency: Self.everydayLatency, downFrom: Self.localFrom)
            configuration.edge.failsafe.fallbackBudget = duration + .seconds(1)
        case .held:
            prepare(&configuration, latency: latency, downFrom: cutAt)
            configuration.faults = [DriveFault(at: cutAt, for: .max, .actuatorsStuck)]
        case .expert, .expertPlans, .cloud:
            prepare(&configuration, latency: latency, downFrom: nil)
        }
        return configuration
    }

    /// Shares `latency` out: head and backbone take what they take everywhere or, of a short one,
    /// a third and a fifth; links take the rest.
    private func prepare(
        _ configuration: inout DriveConfiguration, latency: Interval, downFrom: Interval?
    ) {
        let head = min(configuration.headTime, latency / 3)
        let backbone = min(configuration.backbone.first, latency / 5)
        // The loop adds up to a quarter to the head; the rack takes up to 150 us each way.
        let rest = latency - head - head / 4 - configuration.encodeTime - backbone
        configuration.headTime = head
        configuration.backbone = BackboneTiming(
            first: backbone, further: configuration.backbone.further, spread: 0)
        let delay = max((rest - .microseconds(300)) / 2, .zero)
        configuration.deviceLink = LinkCourse(
            LinkConditions(delay: delay, jitter: .zero), changes: [])
        if let downFrom, downFrom < duration {
            configuration.deviceLink = configuration.deviceLink.cut(
                from: downFrom, for: duration + .seconds(1) - downFrom)
        }
        configuration.endsWhenLost = true
    }

    private func row<Compute: SplitCompute>(
        _ way: EvaluationWay, _ configuration: DriveConfiguration, _ compute: Compute
    ) throws(ProcessFailure) -> EvaluationRow {
        let (outcome, _) = try SimulationRun.run(configuration, compute)
        return EvaluationRow(way, scenario: scenario.name, seed: seed, outcome: outcome)
    }

    /// The expert itself, without device and cloud.
    private func expert() -> EvaluationRow {
        var world = scenario.world(seed: Seed(seed))
        world.place(at: world.egoRoadPosition, speed: 0)
        let expert = Expert(style: .brisk)
        var firstOffRoad: Interval?
        while world.elapsed < duration, !world.isFinished, world.score.collisions == 0,
            world.overhang <= Simulation.Limits.lostOverhang
        {
            world.step(expert.command(for: world))
            if world.isOffRoad { firstOffRoad = firstOffRoad ?? world.elapsed }
        }
        return EvaluationRow(
            .expert, scenario: scenario.name, seed: seed, score: world.score,
            firstOffRoad: firstOffRoad)
    }
}
