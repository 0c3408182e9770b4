import Batching
import SansIO
import Timekeeping

@testable import Simulation

/// A scheduler told of things by the millisecond, with one stream for each request.
struct SchedulerDriver<Scheduler: CellScheduler> {
    var scheduler: Scheduler
    private var names: UInt32 = 0
    private var batches: [Int: BatchNumber] = [:]
    /// What happened, as "3 runs 0 1" for a batch of two on worker 3, "2 shed".
    private(set) var story: [String] = []

    init(_ scheduler: Scheduler) { self.scheduler = scheduler }

    /// A worker whose batch of b takes the b-th of these times.
    mutating func join(_ slot: Int, milliseconds: [Int64], model: Int = 0, at now: UInt64) {
        let points = milliseconds.enumerated().map {
            WorkerProfile.Point(batch: $0.offset + 1, time: .milliseconds($0.element))
        }
        let model = WorkerProfile.Model(
            model: ModelSlot(model), batchLimit: milliseconds.count, points: points)
        handle(
            .workerJoined(
                WorkerSlot(slot), WorkerProfile(models: [model], isOnProbation: false)), at: now)
    }
    /// A request, named by how many were before it; its stream is opened for it.
    mutating func ask(
        deadline: UInt64, at now: UInt64, as requestClass: RequestClass = .ordinary
    ) {
        let stream = StreamSlot(Int(names))
        handle(
            .streamOpened(
                stream,
                StreamProfile(
                    model: ModelSlot(0), requestClass: requestClass, network: NetworkClass(4),
                    tenant: TenantSlot(0), period: nil)), at: now)
        let request = Request(
            id: RequestID(slot: names, generation: 1), stream: stream,
            capture: .milliseconds(now), deadline: .milliseconds(deadline))
        names += 1
        handle(.arrived(request), at: now)
    }
    mutating func finish(_ slot: Int, at now: UInt64) {
        guard let number = batches.removeValue(forKey: slot) else { return }
        handle(.finished(WorkerSlot(slot), number), at: now)
    }
    mutating func handle(_ input: BatcherInput, at now: UInt64) {
        scheduler.handle(input, at: .milliseconds(now))
        while let output = scheduler.nextOutput() {
            switch output {
            case .dispatch(let slot, let number):
                batches[slot.index] = number
                let members = (0..<scheduler.memberCount(of: slot)).map {
                    " \(scheduler.member($0, of: slot).slot)"
                }
                story.append("\(slot.index) runs" + members.joined())
            case .resolve(let id, let resolution): story.append("\(id.slot) \(resolution)")
            case .strayResult(let slot, _): story.append("\(slot.index) stray")
            case .suspect, .trust, .dismiss, .pace: story.append("more")
            }
        }
    }
    /// What happened since it was asked for last.
    mutating func takeStory() -> [String] {
        defer { story = [] }
        return story
    }
}
