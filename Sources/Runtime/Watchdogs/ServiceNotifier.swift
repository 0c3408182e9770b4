import Glibc
public import Timekeeping

/// The service manager that started this process, as sd_notify(3) and sd_watchdog_enabled(3) say:
/// an address to tell it things, and how long it waits for a sign of life.
public struct ServiceNotifier: Sendable {
    /// Where it listens.
    public let address: UnixAddress
    /// It ends the process after so long without a sign of life; nil if it does not.
    public let watchdogLimit: Interval?

    /// The manager that `environment` names; nil if none does, or one this program cannot speak to.
    public init?(environment: [String: String]) {
        self.init(environment: environment, process: getpid())
    }
    init?(environment: [String: String], process: Int32) {
        guard let address = environment["NOTIFY_SOCKET"].flatMap({ UnixAddress($0) }) else {
            return nil
        }
        self.address = address
        // The variable is passed on to children, for whom it is not meant.
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(process)" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
        let legal = Limits.watchdogMicroseconds
        watchdogLimit = microseconds.flatMap {
            isOurs && legal.contains($0) ? .microseconds($0) : nil
        }
    }
}
