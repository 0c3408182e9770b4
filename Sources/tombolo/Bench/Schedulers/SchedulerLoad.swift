import Batching
import Timekeeping

/// A cell that asks its batcher for as much as its workers do nine tenths of the time: devices at
/// 10 Hz in turn, workers that take as long as they say, every eighth plan's way measured.
final class SchedulerLoad {
    private var batcher: Batcher
    private var now = Instant.milliseconds(1)
    private var free: [RequestID]
    private var ends: [Instant]
    private var device = 0
    private let devices: Int
    private let gap: Interval
    /// Given to each of the batcher's inputs: its outputs are drained within it.
    private let timed: ((() -> Void) -> Void)?

    /// - Parameter timed: runs what it is given, once for each input; nil to run it plainly.
    init(workers: Int, timed: ((() -> Void) -> Void)?) {
        self.timed = timed
        // Full batches of 64 take 24 ms.
        devices = workers * 240
        var configuration = BatcherConfiguration.standard
        configuration.workerLimit = workers
        configuration.streamLimit = devices
        batcher = Batcher(configuration: configuration)
        free = (0..<configuration.openLimit).map { RequestID(slot: UInt32($0), generation: 1) }
        ends = Array(repeating: .distantFuture, count: workers)
        gap = .milliseconds(100) / Int64(devices)
        for stream in 0..<devices {
            let profile = StreamProfile(
                model: ModelSlot(0), requestClass: .ordinary, network: NetworkClass(4),
                tenant: TenantSlot(0), period: .milliseconds(100))
            batcher.handle(.streamOpened(StreamSlot(stream), profile), at: now)
        }
        let points = (1...64).map { size in
            WorkerProfile.Point(batch: size, time: .microseconds(8_000 + 250 * Int64(size)))
        }
        let model = WorkerProfile.Model(model: ModelSlot(0), batchLimit: 64, points: points)
        for worker in 0..<workers {
            let profile = WorkerProfile(models: [model], isOnProbation: false)
            batcher.handle(.workerJoined(WorkerSlot(worker), profile), at: now)
        }
    }

    /// What the batcher did so far.
    var counts: BatcherCounts { batcher.counts }
    /// One request, after what is due before it.
    func request() {
        now = now + gap
        for worker in ends.indices where ends[worker] <= now { finish(worker) }
        if let due = batcher.wakeup, due <= now { handle(.wake) }
        guard let id = free.popLast() else { return }
        device = (device + 1) % devices
        // Uplinks of 15 to 24 ms, in no order.
        let capture = now - .microseconds(Int64(15_000 + device * 37 % 9_000))
        handle(
            .arrived(
                Request(
                    id: id, stream: StreamSlot(device), capture: capture,
                    deadline: capture + .milliseconds(100))))
        if device % 8 == 0 {
            let time = Interval.microseconds(Int64(9_000 + device * 91 % 8_000))
            handle(.downlinkMeasured(NetworkClass(4), time))
        }
    }
    private func finish(_ worker: Int) {
        ends[worker] = .distantFuture
        guard let number = batcher.batch(of: WorkerSlot(worker)) else { return }
        handle(.finished(WorkerSlot(worker), number))
    }
    private func handle(_ input: BatcherInput) {
        guard let timed else { return take(input) }
        timed { take(input) }
    }
    private func take(_ input: BatcherInput) {
        batcher.handle(input, at: now)
        while let output = batcher.nextOutput() {
            switch output {
            case .resolve(let id, _):
                free.append(RequestID(slot: id.slot, generation: id.generation &+ 1))
            case .dispatch(let slot, _):
                let size = batcher.memberCount(of: slot)
                let time = batcher.expectedTime(of: slot, ModelSlot(0), batch: size) ?? .zero
                ends[slot.index] = now + time
            case .pace, .suspect, .trust, .dismiss, .strayResult: break
            }
        }
    }
}
