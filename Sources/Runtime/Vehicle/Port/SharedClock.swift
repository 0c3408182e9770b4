import Glibc
import Timekeeping

/// Between `CLOCK_MONOTONIC`, by which cameras and other processes of the machine stamp, and the
/// process's own clock, which goes on while the machine is suspended.
///
/// The two differ by the time the machine was ever suspended. When that grows, a stamp from before
/// the suspension would look younger than it is, so such stamps are no instants any more.
struct SharedClock {
    /// Both clocks at one moment, nanoseconds.
    struct Reading {
        var monotonic: Int64
        var boot: Int64
        /// How long reading them took.
        var width: Int64
    }
    private let source: () -> Reading
    private var offset: Int64
    private var distrustedBefore = Int64.min

    /// The machine's clocks.
    init() { self.init(source: SharedClock.read) }
    /// Over a source of its own, for tests.
    init(source: @escaping () -> Reading) {
        self.source = source
        let reading = source()
        offset = reading.boot - reading.monotonic
    }

    /// Looks for a suspension; call it in each turn of a loop, before stamps are converted.
    mutating func update() {
        for _ in 0..<Limits.clockReadings {
            let reading = source()
            // A thread that lost the processor between the two has learned nothing.
            guard reading.width <= Limits.clockReading.nanoseconds else { continue }
            let found = reading.boot - reading.monotonic
            if found - offset > Limits.suspension.nanoseconds {
                distrustedBefore = reading.monotonic
                offset = found
            }
            return
        }
    }
    /// The instant of a stamp; nil for one of before the latest suspension, or before the start of
    /// the machine.
    func instant(of stamp: Int64) -> Instant? {
        let (sum, overflow) = stamp.addingReportingOverflow(offset)
        guard stamp >= distrustedBefore, !overflow, sum >= 0 else { return nil }
        return Instant(nanoseconds: UInt64(sum))
    }
    /// The stamp of an instant.
    func stamp(of instant: Instant) -> Int64 {
        Int64(clamping: instant.nanoseconds).subtractingReportingOverflow(offset).partialValue
    }

    /// `CLOCK_MONOTONIC` now, nanoseconds.
    static func monotonicNow() -> Int64 { now(CLOCK_MONOTONIC) }

    private static func read() -> Reading {
        let before = now(CLOCK_MONOTONIC)
        let boot = now(CLOCK_BOOTTIME)
        let after = now(CLOCK_MONOTONIC)
        // By the later of the two a stamp lies a trifle early, and none lies in the future.
        return Reading(monotonic: after, boot: boot, width: after - before)
    }
    private static func now(_ clock: clockid_t) -> Int64 {
        var reading = timespec()
        let status = unsafe clock_gettime(clock, &reading)
        precondition(status == 0, "the kernel has no monotonic clock")
        return Int64(reading.tv_sec) * 1_000_000_000 + Int64(reading.tv_nsec)
    }
}
