import Timekeeping

/// What is remembered of workers that failed, by the names they gave: who comes back has to earn
/// its full batches, and after several failures has to wait.
struct WorkerRecord: Sendable {
    private struct Entry: Sendable {
        var name: String
        var failures: Int
        var latest: Instant
    }
    private var entries: [Entry] = []

    /// A worker of this name failed: it hung, broke the protocol or answered nonsense.
    mutating func noteFailure(_ name: String, at now: Instant) {
        if let place = entries.firstIndex(where: { $0.name == name }) {
            entries[place].failures = min(failures(name, at: now) + 1, Limits.workerFailures)
            entries[place].latest = now
            return
        }
        if entries.count == Limits.workerRecords { entries.removeFirst() }
        entries.append(Entry(name: name, failures: 1, latest: now))
    }
    /// Failures that are not forgotten: one is with each period that passed without one.
    func failures(_ name: String, at now: Instant) -> Int {
        guard let entry = entries.first(where: { $0.name == name }) else { return 0 }
        let periods = (now - entry.latest).nanoseconds / Limits.failureMemory.nanoseconds
        return max(entry.failures - Int(clamping: periods), 0)
    }
    /// How long a worker of this name still has to wait before it is taken again; doubles with each
    /// failure after the first.
    func quarantine(_ name: String, at now: Instant) -> Interval {
        guard let entry = entries.first(where: { $0.name == name }) else { return .zero }
        let failures = failures(name, at: now)
        guard failures > 1 else { return .zero }
        let pause = Limits.quarantine * (1 << Int64(failures - 2))
        return max(pause - (now - entry.latest), .zero)
    }
}
