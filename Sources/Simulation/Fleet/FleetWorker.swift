import Batching

/// One modelled worker.
struct FleetWorker: Sendable {
    /// Its place among the scenario's kinds of workers.
    var kind: Int
    var isDead = false
    /// The batch it runs; 0 for none.
    var number: UInt64 = 0
    /// When that is done, in nanoseconds.
    var end = UInt64.max
    var start: UInt64 = 0
    /// Since when it is there.
    var since: UInt64 = 0

    static func workers(_ scenario: FleetScenario) -> [FleetWorker] {
        scenario.workers.enumerated().flatMap { kind, workers in
            (0..<workers.count).map { _ in FleetWorker(kind: kind) }
        }
    }
    /// Adds the time it was there for, as that of a worker of speed 1.
    func had(
        from start: UInt64, until end: UInt64, _ sum: inout Double, _ scenario: FleetScenario
    ) {
        let begin = max(start, since)
        guard end > begin else { return }
        sum += Double(end - begin) * 1_000 / Double(scenario.workers[kind].slowness)
    }
    mutating func endBatch() {
        number = 0
        end = .max
    }
}
