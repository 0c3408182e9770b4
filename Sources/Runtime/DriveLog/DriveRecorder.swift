import EdgeCore
public import Logging
import SansIO
import Synchronization
import Timekeeping
import Worlds

/// Writes down what a device did: events to the log, the drive to a file, some pictures beside it.
///
/// A thread of its own; the control loop only posts records and never waits for it.
public final class DriveRecorder: Sendable {
    /// Where records are posted.
    public let records: Mailbox<EdgeRecord>
    private let thread: NamedThread
    private let shared: Shared

    final class Shared: Sendable {
        let result = Mutex<EdgeResult?>(nil)
        let hasEnded = Atomic<Bool>(false)
    }

    /// Starts a recorder. Without `file` only events are logged.
    public init(setting: DriveSetting, car: SimulatedCar?, file: RecordingFile?, logger: Logger) {
        let records = Mailbox<EdgeRecord>(limit: Limits.records, doorbell: Doorbell())
        let shared = Shared()
        self.records = records
        self.shared = shared
        thread = NamedThread("recorder", priority: .ordinary) {
            var loop = DriveRecorderLoop(
                setting: setting, car: car, file: file, logger: logger, records: records)
            loop.run(until: shared)
        }
    }

    /// Writes what is waiting and the summary of `result` (none if the drive failed), and ends.
    public func finish(_ result: EdgeResult?) {
        shared.result.withLock { $0 = result }
        shared.hasEnded.store(true, ordering: .releasing)
        records.doorbell.ring()
        thread.join()
    }
}
