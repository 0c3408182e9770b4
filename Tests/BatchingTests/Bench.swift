import SansIO
import Timekeeping

@testable import Batching

/// A batcher with a table of request names, as the coordinator has one.
struct Bench {
    var batcher: Batcher
    private var generations: [UInt32]
    private var free: [UInt32]
    /// The members of each batch dispatched since `handle` was called last, by its worker.
    private(set) var batches: [(slot: Int, members: [RequestID])] = []

    init(_ configuration: BatcherConfiguration) {
        batcher = Batcher(configuration: configuration)
        generations = Array(repeating: 0, count: configuration.openLimit)
        free = (0..<UInt32(configuration.openLimit)).reversed()
    }
    /// Streams are open, ask model 0 and are one tenant's on the fastest of links, unpaced.
    init(queueLimit: Int, workerLimit: Int, streamLimit: Int) {
        self.init(.test(queueLimit: queueLimit, workerLimit: workerLimit, streamLimit: streamLimit))
        for stream in 0..<streamLimit { open(stream, .test()) }
    }

    mutating func open(_ stream: Int, _ profile: StreamProfile) {
        _ = handle(.streamOpened(StreamSlot(stream), profile), at: .origin)
    }
    /// A name that no open request has.
    mutating func newName() -> RequestID {
        let slot = free.removeLast()
        generations[Int(slot)] += 1
        return RequestID(slot: slot, generation: generations[Int(slot)])
    }
    /// A request that is captured as it arrives, unless said otherwise; in milliseconds.
    mutating func arrive(
        stream: Int, deadline: UInt64, at now: UInt64, capture: UInt64? = nil
    ) -> (id: RequestID, outputs: [BatcherOutput]) {
        let id = newName()
        let request = Request(
            id: id, stream: StreamSlot(stream), capture: .milliseconds(capture ?? now),
            deadline: .milliseconds(deadline))
        return (id, handle(.arrived(request), at: .milliseconds(now)))
    }
    /// A worker that runs model 0, its times by batch size from one on, in milliseconds.
    mutating func join(
        _ slot: Int, limit: Int, times: [Int64], at now: UInt64, isOnProbation: Bool = false
    ) -> [BatcherOutput] {
        let profile = WorkerProfile(
            models: [.test(0, limit: limit, times: times)], isOnProbation: isOnProbation)
        return handle(.workerJoined(WorkerSlot(slot), profile), at: .milliseconds(now))
    }
    /// A worker finishes what it holds.
    mutating func finish(_ slot: Int, at now: UInt64) -> [BatcherOutput] {
        guard let number = batcher.batch(of: WorkerSlot(slot)) else { return [] }
        return handle(.finished(WorkerSlot(slot), number), at: .milliseconds(now))
    }
    /// Likewise, and says the same of all members.
    mutating func finish(
        _ slot: Int, _ status: MemberStatus, at now: UInt64
    ) -> [BatcherOutput] {
        guard let number = batcher.batch(of: WorkerSlot(slot)) else { return [] }
        let members = members(slot).map { FinishedMember(request: $0, status: status) }
        return handle(
            .finishedInPart(WorkerSlot(slot), number, members), at: .milliseconds(now))
    }
    mutating func wake(at now: UInt64) -> [BatcherOutput] { handle(.wake, at: .milliseconds(now)) }
    /// The members of the batch that a worker holds.
    func members(_ slot: Int) -> [RequestID] {
        (0..<batcher.memberCount(of: WorkerSlot(slot))).map {
            batcher.member($0, of: WorkerSlot(slot))
        }
    }

    mutating func handle(_ input: BatcherInput, at now: Instant) -> [BatcherOutput] {
        batcher.handle(input, at: now)
        var outputs: [BatcherOutput] = []
        batches = []
        while let output = batcher.nextOutput() {
            if case .resolve(let id, _) = output { free.append(id.slot) }
            if case .dispatch(let slot, _) = output {
                batches.append((slot.index, members(slot.index)))
            }
            outputs.append(output)
        }
        return outputs
    }
}

extension BatcherConfiguration {
    static func test(
        queueLimit: Int, workerLimit: Int, streamLimit: Int, models: Int = 1, tenants: [Int] = [1]
    ) -> BatcherConfiguration {
        BatcherConfiguration(
            queueLimit: queueLimit, workerLimit: workerLimit, streamLimit: streamLimit,
            modelLimit: models, batchLimit: 64, tenantShares: tenants,
            overdueTolerance: .milliseconds(20), suspectLimit: .seconds(2),
            estimateLifetime: .seconds(1), assumedServiceTime: .milliseconds(20))
    }
}
extension StreamProfile {
    static func test(
        model: Int = 0, _ requestClass: RequestClass = .ordinary, network: Int = 0,
        tenant: Int = 0, period: Interval? = nil
    ) -> StreamProfile {
        StreamProfile(
            model: ModelSlot(model), requestClass: requestClass, network: NetworkClass(network),
            tenant: TenantSlot(tenant), period: period)
    }
}
extension WorkerProfile.Model {
    /// Times by batch size from one on, in milliseconds.
    static func test(_ model: Int, limit: Int, times: [Int64]) -> WorkerProfile.Model {
        let points = times.enumerated().map {
            WorkerProfile.Point(batch: $0.offset + 1, time: .milliseconds($0.element))
        }
        return WorkerProfile.Model(
            model: ModelSlot(model), batchLimit: limit, points: points)
    }
}
