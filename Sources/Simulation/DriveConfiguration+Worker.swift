import EdgeCore
import Timekeeping
import Wire
import WorkerCore

extension DriveConfiguration {
    /// The worker that fits the device: its bundle, its plans, and the modelled times as the ones
    /// it measured.
    var worker: WorkerConfiguration {
        let limits = edge.planLimits
        var batches = [1]
        while let last = batches.last, last < batchLimit {
            batches.append(min(2 * last, batchLimit))
        }
        let model = ServedModel(
            bundle: edge.bundle, batchLimit: batchLimit,
            serviceTimes: batches.map {
                ServiceTime(batch: UInt16($0), time: backbone.shortest(members: $0))
            },
            plan: PlanShape(
                modelVersion: modelVersion, firstStep: limits.firstStep, step: limits.step,
                stepCount: UInt16(limits.stepCount), channelCount: UInt8(limits.channels.count),
                beliefCount: UInt8(limits.beliefCount)))
        return WorkerConfiguration(
            name: "worker", models: OneOrMore(model, []), session: edge.session)
    }
}
