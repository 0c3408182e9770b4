import CAllocations
import Randomness
import Testing
import Timekeeping

@testable import Batching

/// A steady cell allocates nothing: arrivals, batches, results, measured links. `make allocations`
/// runs this as the programs are built.
@Suite struct AllocationTests {
    @Test func `a steady cell allocates nothing per event`() {
        var cell = SteadyCell(streams: 512, workers: 4)
        // Every array has grown to what it needs, and every table was made anew.
        for _ in 0..<30_000 { cell.step() }
        let (before, requests) = (tombolo_allocations(), cell.batcher.counts.arrivals)
        for _ in 0..<20_000 { cell.step() }
        let allocations = Int(tombolo_allocations() - before)
        #expect(cell.batcher.counts.arrivals - requests == 20_000)
        #expect(cell.batcher.counts.batches > 100 && cell.batcher.counts.isBalanced)
        #expect(allocations <= (Self.isOptimised ? 0 : 400_000), "\(allocations)")
    }

    private static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}

/// Streams that ask in turn, workers that take as long as they say, every eighth plan measured.
private struct SteadyCell {
    var batcher: Batcher
    private var now = Instant.milliseconds(1)
    private var free: [RequestID]
    private var ends: [Instant]
    private var next = 0
    private let gap: Interval

    init(streams: Int, workers: Int) {
        let configuration = BatcherConfiguration.test(
            queueLimit: 4_096, workerLimit: workers, streamLimit: streams)
        batcher = Batcher(configuration: configuration)
        free = (0..<configuration.openLimit).map { RequestID(slot: UInt32($0), generation: 1) }
        ends = Array(repeating: .distantFuture, count: workers)
        gap = .milliseconds(100) / Int64(streams)
        for stream in 0..<streams {
            batcher.handle(
                .streamOpened(
                    StreamSlot(stream), .test(network: 4, period: .milliseconds(100))), at: now)
        }
        let times = (1...64).map { 8 + Int64($0) / 4 }
        for worker in 0..<workers {
            let profile = WorkerProfile(
                models: [.test(0, limit: 64, times: times)], isOnProbation: false)
            batcher.handle(.workerJoined(WorkerSlot(worker), profile), at: now)
        }
    }
    /// One arrival, after what is due before it.
    mutating func step() {
        now = now + gap
        finishDue()
        if let due = batcher.wakeup, due <= now { handle(.wake, at: due) }
        guard let id = free.popLast() else { return }
        next = (next + 1) % 512
        let capture = now - .microseconds(Int64(15_000 + next * 37 % 9_000))
        handle(
            .arrived(
                Request(
                    id: id, stream: StreamSlot(next), capture: capture,
                    deadline: capture + .milliseconds(100))), at: now)
        if next % 8 == 0 {
            handle(
                .downlinkMeasured(NetworkClass(4), .microseconds(Int64(9_000 + next * 91 % 8_000))),
                at: now)
        }
    }
    private mutating func finishDue() {
        for worker in ends.indices where ends[worker] <= now {
            ends[worker] = .distantFuture
            guard let number = batcher.batch(of: WorkerSlot(worker)) else { continue }
            handle(.finished(WorkerSlot(worker), number), at: now)
        }
    }
    private mutating func handle(_ input: BatcherInput, at now: Instant) {
        batcher.handle(input, at: now)
        while let output = batcher.nextOutput() {
            switch output {
            case .resolve(let id, _):
                free.append(RequestID(slot: id.slot, generation: id.generation &+ 1))
            case .dispatch(let slot, _):
                let size = batcher.memberCount(of: slot)
                ends[slot.index] =
                    now + (batcher.expectedTime(of: slot, ModelSlot(0), batch: size) ?? .zero)
            case .pace, .suspect, .trust, .dismiss, .strayResult: break
            }
        }
    }
}
