import Timekeeping

@testable import CoordinatorCore

/// A bench with workers and devices that have sessions; what that took is cleared away.
struct Scene {
    var bench: Bench
    var workers: [Speaker]
    var devices: [Speaker]

    init(
        workers: Int, devices: Int, at now: Instant = .milliseconds(1_000),
        change: (inout CoordinatorConfiguration) -> Void = { _ in }
    ) {
        bench = Bench(change)
        bench.now = now
        self.workers = (0..<workers).map { Speaker(UInt64($0 + 100)) }
        self.devices = (0..<devices).map { Speaker(UInt64($0 + 1)) }
        for index in self.workers.indices { bench.register(&self.workers[index]) }
        for index in self.devices.indices { bench.hello(&self.devices[index]) }
        bench.clear()
    }

    var counts: CoordinatorCounts { bench.core.counts }
}
