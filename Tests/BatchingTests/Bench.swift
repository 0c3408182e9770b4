import SansIO
import Timekeeping

@testable import Batching

/// A batcher with a table of request names, as the coordinator has one.
struct Bench {
    var batcher: Batcher
    private var generations: [UInt32]
    private var free: [UInt32]

    init(queueLimit: Int, workerLimit: Int, streamLimit: Int) {
        let configuration = BatcherConfiguration(
            queueLimit: queueLimit, workerLimit: workerLimit, streamLimit: streamLimit,
            overdueTolerance: .milliseconds(20), suspectLimit: .seconds(2),
            estimateLifetime: .seconds(1), assumedServiceTime: .milliseconds(20))
        batcher = Batcher(configuration: configuration)
        let limit = UInt32(configuration.openLimit)
        generations = Array(repeating: 0, count: configuration.openLimit)
        free = (0..<limit).reversed()
    }

    /// A name that no open request has.
    mutating func newName() -> RequestID {
        let slot = free.removeLast()
        generations[Int(slot)] += 1
        return RequestID(slot: slot, generation: generations[Int(slot)])
    }
    mutating func arrive(
        stream: Int, deadline: UInt64, at now: UInt64, as requestClass: RequestClass = .ordinary
    ) -> (id: RequestID, outputs: [BatcherOutput]) {
        let id = newName()
        let request = Request(
            id: id, stream: StreamSlot(stream), deadline: .milliseconds(deadline),
            requestClass: requestClass)
        return (id, handle(.arrived(request), at: .milliseconds(now)))
    }
    mutating func join(_ slot: Int, limit: Int, times: [Int64], at now: UInt64) -> [BatcherOutput] {
        let points = times.enumerated().map {
            WorkerProfile.Point(batch: $0.offset + 1, time: .milliseconds($0.element))
        }
        return handle(
            .workerJoined(WorkerSlot(slot), WorkerProfile(batchLimit: limit, points: points)),
            at: .milliseconds(now))
    }
    /// A worker finishes what it holds; all members have the same status.
    mutating func finish(
        _ slot: Int, _ status: MemberStatus = .answered, at now: UInt64
    ) -> [BatcherOutput] {
        guard let held = batcher.batch(of: WorkerSlot(slot)) else { return [] }
        let members = held.members.map { FinishedMember(request: $0, status: status) }
        return handle(
            .finished(WorkerSlot(slot), held.number, members), at: .milliseconds(now))
    }
    mutating func wake(at now: UInt64) -> [BatcherOutput] { handle(.wake, at: .milliseconds(now)) }

    mutating func handle(_ input: BatcherInput, at now: Instant) -> [BatcherOutput] {
        batcher.handle(input, at: now)
        var outputs: [BatcherOutput] = []
        while let output = batcher.nextOutput() {
            if case .resolve(let id, _) = output { free.append(id.slot) }
            outputs.append(output)
        }
        return outputs
    }
}

/// The batches among outputs.
func dispatched(_ outputs: [BatcherOutput]) -> [(slot: Int, members: [RequestID])] {
    outputs.compactMap {
        if case .dispatch(let slot, _, let members) = $0 { (slot.index, members) } else { nil }
    }
}
