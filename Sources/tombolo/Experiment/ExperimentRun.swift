import Dispatch
import EdgeCore
import ModelBundle
import Runtime
import Simulation
import Synchronization
import Timekeeping
import Wire
import Worlds

/// Drives an experiment on several threads, each with its own models.
struct ExperimentRun {
    let plan: ExperimentPlan
    /// The folder of the bundle, or nil for the privileged expert.
    let bundle: String?
    let jobs: Int

    /// Every world's drives, in order.
    func seeds() throws(ProcessFailure) -> [ExperimentSeed] {
        let found = Mutex<[ExperimentSeed]>([])
        let failures = Mutex<[ProcessFailure]>([])
        let next = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: min(jobs, plan.seeds)) { _ in
            do throws(ProcessFailure) {
                let drive = try drive()
                while failures.withLock({ $0.isEmpty }) {
                    let index = next.withLock { next in
                        next += 1
                        return next - 1
                    }
                    guard index < plan.seeds else { return }
                    let seed = try drive(index)
                    let count = found.withLock { found in
                        found.append(seed)
                        return found.count
                    }
                    report(seed, count)
                }
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
        return found.withLock { $0 }.sorted { $0.index < $1.index }
    }

    /// Tombolo's drive in the world of `index` over any link.
    func tombolo(
        _ index: Int, over link: ExperimentLink
    ) throws(ProcessFailure) -> DriveMeasures {
        guard let bundle else { return try expertDriver.tombolo(index, over: link) }
        return try driver(try EvaluationModels(path: bundle)).tombolo(index, over: link)
    }

    /// Drives the world of an index; for one thread.
    private func drive() throws(ProcessFailure) -> (Int) throws(ProcessFailure) ->
        ExperimentSeed
    {
        guard let bundle else {
            let driver = expertDriver
            return { index throws(ProcessFailure) in try driver.seed(index) }
        }
        let driver = driver(try EvaluationModels(path: bundle))
        return { index throws(ProcessFailure) in try driver.seed(index) }
    }
    private var expertDriver: ExperimentDriver<ExpertCompute> {
        ExperimentDriver(plan: plan, compute: { ExpertCompute() }) {
            .expertCar(scenario: $0, seed: $1, duration: $2, outages: [])
        }
    }
    private func driver(_ models: EvaluationModels) -> ExperimentDriver<BundleCompute> {
        let bundle = models.bundle
        return ExperimentDriver(plan: plan, compute: { models.compute }) {
            .car(
                scenario: $0, seed: $1, duration: $2, outages: [], bundle: BundleID(bundle),
                planLimits: PlanLimits(bundle.plan),
                rates: bundle.latent.rates.map { LatentRate($0) })
        }
    }
    /// One line for each world: which of Tombolo's drives were not clean.
    private func report(_ seed: ExperimentSeed, _ count: Int) {
        guard let place = plan.strategies.firstIndex(of: .tombolo) else {
            return Console.complain("\(count) of \(plan.seeds) worlds")
        }
        let unclean = zip(plan.links, seed.cells).filter { $1[place]?.isClean == false }
        let words = unclean.isEmpty ? "clean" : unclean.map { $0.0.name }.joined(separator: ", ")
        Console.complain(
            "\(count) of \(plan.seeds): \(plan.scenario(seed.index).name) seed "
                + "\(plan.seed(seed.index)): tombolo "
                + (unclean.isEmpty ? words : "NOT CLEAN over " + words))
    }
}
