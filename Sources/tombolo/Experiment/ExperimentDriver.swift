import EdgeCore
import Failsafe
import LatentCodec
import LinkFiles
import NetworkModel
import Randomness
import Runtime
import Simulation
import Timekeeping
import Worlds

/// Drives all that an experiment wants of one world after the other.
struct ExperimentDriver<Compute: SplitCompute> {
    let plan: ExperimentPlan
    /// A fresh car's networks.
    let compute: () -> Compute
    /// The device of a drive, without its links.
    let base: (Scenario, Seed, Interval) -> DriveConfiguration

    /// Drives every strategy over every link in the world of `index`.
    func seed(_ index: Int) throws(ProcessFailure) -> ExperimentSeed {
        var found = ExperimentSeed(index: index)
        let released = try release(index)
        if plan.strategies.contains(.local) {
            let course = LinkCourse(ExperimentLink.before.conditions, changes: [])
            found.local = try rival(.local, configuration(index, course), released)
        }
        for link in plan.links {
            let drive = configuration(index, link.course(from: plan.onset))
            var cells: [DriveMeasures?] = []
            for strategy in plan.strategies {
                switch strategy {
                case .local: cells.append(nil)
                case .tombolo: cells.append(try tombolo(drive))
                case .blocking, .asynchronous:
                    cells.append(
                        try strategy.rival.map { rival throws(ProcessFailure) in
                            try self.rival(rival, drive, released)
                        })
                }
            }
            found.cells.append(cells)
            found.probes.append(probe(drive))
        }
        return found
    }

    /// Tombolo's drive in the world of `index` over any link.
    func tombolo(
        _ index: Int, over link: ExperimentLink
    ) throws(ProcessFailure) -> DriveMeasures {
        try tombolo(configuration(index, link.course(from: plan.onset)))
    }

    private func configuration(_ index: Int, _ course: LinkCourse) -> DriveConfiguration {
        var drive = base(plan.scenario(index), Seed(plan.seed(index)), plan.duration)
        drive.deviceLink = course
        drive.edge.failsafe.fallbackBudget = plan.fallbackBudget
        drive.endsWhenLost = true
        drive.scoredFrom = plan.onset
        return drive
    }
    /// When Tombolo's failsafe lets the car move, over the link that all begin with: the others may
    /// then too.
    private func release(_ index: Int) throws(ProcessFailure) -> Interval {
        var drive = configuration(
            index, LinkCourse(ExperimentLink.before.conditions, changes: []))
        drive.duration = min(drive.duration, plan.onset)
        let (outcome, _) = try SimulationRun.run(drive, compute())
        return outcome.turns.first { $0.driver == .cloudPlan }?.elapsed ?? plan.onset
    }
    private func tombolo(_ drive: DriveConfiguration) throws(ProcessFailure) -> DriveMeasures {
        let (outcome, _) = try SimulationRun.run(drive, compute())
        return DriveMeasures(
            scenario: drive.scenario.name, seed: drive.seed.value, outcome: outcome,
            scoredFrom: plan.onset)
    }
    private func rival(
        _ strategy: RivalStrategy, _ drive: DriveConfiguration, _ released: Interval
    ) throws(ProcessFailure) -> DriveMeasures {
        let configuration = RivalConfiguration(
            strategy: strategy, drive: drive, releasedAt: released)
        do throws(LatentCodecError) {
            var rival = try RivalDrive(configuration: configuration, compute: compute())
            return DriveMeasures(
                scenario: drive.scenario.name, seed: drive.seed.value, rival: rival.run())
        } catch {
            throw ProcessFailure(.bundle, error.description)
        }
    }
    private func probe(_ drive: DriveConfiguration) -> (seconds: Int, served: Int) {
        let load = LinkProbe.Load(
            // A keyframe with its header, and a plan.
            frameBytes: 1_000, answerBytes: 600, period: drive.edge.capturePeriod,
            deviceTime: drive.headTime + drive.encodeTime, cloudTime: drive.backbone.first,
            budget: drive.edge.budget)
        let probe = LinkProbe(
            drive.deviceLink, seeds: drive.deviceLinkSeeds, load: load, from: plan.onset,
            until: plan.duration)
        return (probe.seconds, probe.served)
    }
}
