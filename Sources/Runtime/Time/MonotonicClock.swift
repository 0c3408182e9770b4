import Glibc
public import Timekeeping

/// The one real clock: time since boot, suspension included, so a plan from before a suspension is
/// as old as it looks.
///
/// A core must never see time go back. Each thread reads through a value of its own, which holds
/// the reading back when the source regresses and counts that it did. All values share one origin:
/// their instants compare within the process.
public struct MonotonicClock: Sendable {
    private let source: @Sendable () -> UInt64
    private var latest: UInt64 = 0
    /// Readings of the source that lay before an earlier one.
    public private(set) var regressions: UInt64 = 0

    /// The machine's clock (`CLOCK_BOOTTIME`).
    public init() { self.init(source: MonotonicClock.readBootTime) }
    /// A clock over a source of nanoseconds of its own, for tests.
    public init(source: @escaping @Sendable () -> UInt64) { self.source = source }

    /// The time now: no earlier than any instant this value gave before.
    public mutating func now() -> Instant {
        let reading = source()
        if reading < latest { regressions += 1 } else { latest = reading }
        return Instant(nanoseconds: latest)
    }

    /// Sleeps until `instant`; returns at once if it has passed. Signals do not shorten the sleep.
    public static func sleep(until instant: Instant) {
        var wanted = timespec()
        wanted.tv_sec = Int(clamping: instant.nanoseconds / 1_000_000_000)
        wanted.tv_nsec = Int(instant.nanoseconds % 1_000_000_000)
        while unsafe clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &wanted, nil) == EINTR {}
    }

    private static func readBootTime() -> UInt64 {
        var reading = timespec()
        let status = unsafe clock_gettime(CLOCK_BOOTTIME, &reading)
        precondition(status == 0, "the kernel has no clock of the time since boot")
        return UInt64(reading.tv_sec) * 1_000_000_000 + UInt64(reading.tv_nsec)
    }
}
