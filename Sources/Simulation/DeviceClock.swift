import Timekeeping

/// A machine's own clock: an origin of its own, and a rate.
struct DeviceClock: Sendable {
    private let origin: UInt64
    /// By how much of a nanosecond it gains in each.
    private let gain: Double

    /// A clock that says `origin` nanoseconds at the beginning, and on which `period` passes while
    /// `trulyPeriod` does.
    init(origin: UInt64, period: UInt64, trulyPeriod: UInt64) {
        self.origin = origin
        gain = Double(period) / Double(trulyPeriod) - 1
    }

    /// What it says at `time`, in nanoseconds of simulated time.
    func reading(at time: UInt64) -> Instant {
        Instant(nanoseconds: origin + time &+ UInt64(bitPattern: Int64(Double(time) * gain)))
    }
    /// When it first says `reading` or more; zero for what it said before the beginning.
    func time(of reading: Instant) -> UInt64 {
        guard reading.nanoseconds > origin else { return 0 }
        let passed = reading.nanoseconds - origin
        let gained = Int64(Double(passed) * gain / (1 + gain))
        var time = passed &- UInt64(bitPattern: gained)
        // The estimate is off by the rounding of two numbers, so by a nanosecond or two.
        while self.reading(at: time) < reading { time += 1 }
        while time > 0, self.reading(at: time - 1) >= reading { time -= 1 }
        return time
    }
}
