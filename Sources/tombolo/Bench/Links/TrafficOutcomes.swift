import Synchronization

/// What each driver came to, from threads of their own.
final class TrafficOutcomes: Sendable {
    private let results = Mutex<[TrafficDriver: Result<TrafficResult, BenchError>]>([:])

    func put(_ driver: TrafficDriver, _ result: Result<TrafficResult, BenchError>) {
        results.withLock { $0[driver] = result }
    }
    func take(_ driver: TrafficDriver) -> Result<TrafficResult, BenchError>? {
        results.withLock { $0[driver] }
    }
}
