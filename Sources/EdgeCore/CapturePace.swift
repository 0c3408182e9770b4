public import Timekeeping

/// Which of the captures that a sensor offers are used under a pace.
///
/// A pace is a row of due instants, one each period. Each is met by one capture: the first one not
/// further before it than a tolerance, so that a camera whose own grid falls just short of a due
/// instant is not a whole picture late each time.
///
/// ```
/// due        |              |              |              |        one each 100 ms
/// offered  .      .      .      .      .      .      .      .      one each 40 ms
/// used       x           x              x           x              80 and 120 ms apart
/// ```
/// What follows, for a sensor that keeps its period (property: `CapturePaceTests`):
/// - No capture serves two due instants, so that never more are used than were due, but for those
///   within the tolerance: the rate does not exceed the pace in the long run, whatever is offered.
/// - Due instants do not move with what is used: a camera that is at least as fast as the pace
///   meets each of them, however long it runs, and its errors do not add up.
/// - A capture lies at most one sensor period from its due instant.
///
/// The tolerance is half a sensor period while captures come early or on time, and a quarter while
/// they come late: between the two a capture near the middle between two due instants does not
/// change sides with each breath of jitter, which would space captures by turns too near and too
/// far.
public struct CapturePace: Hashable, Sendable {
    private struct Schedule: Hashable, Sendable {
        var period: Interval
        /// Before it the pace was not known, and no capture is early for it.
        var begin: Instant
        /// When the next capture is due.
        var due: Instant
        /// Whether the last one used came after it was due.
        var isLate = false
    }
    private let sensorPeriod: Interval
    private var schedule: Schedule?

    /// No pace, so that each capture is used, of a sensor that offers one each `sensorPeriod`.
    public init(sensorPeriod: Interval) {
        precondition(sensorPeriod > .zero, "captures have a period")
        self.sensorPeriod = sensorPeriod
    }

    /// The next capture is due at `next`, then one each `period`, which is positive; one that was
    /// taken before `now` is used only if it was due by then.
    public mutating func keep(period: Interval, next: Instant, from now: Instant) {
        precondition(period > .zero, "a pace has a period")
        schedule = Schedule(period: period, begin: now, due: next)
    }
    /// Each capture is used from now on.
    public mutating func end() { schedule = nil }

    /// Whether the capture of `exposure` is used; exposures never decrease.
    public mutating func uses(_ exposure: Instant) -> Bool {
        guard var current = schedule else { return true }
        let isEarly = exposure < current.due
        guard !isEarly || exposure >= max(current.begin, current.due - tolerance(current)) else {
            return false
        }
        let late = exposure - current.due
        current.isLate = late > .zero
        // What a sensor that is slower, or was silent, could not meet is not made up for.
        let missed = max(late.nanoseconds, 0) / current.period.nanoseconds
        current.due = current.due + current.period * missed + current.period
        schedule = current
        return true
    }

    /// Of a pace that is faster than the sensor the period counts, lest two due instants be near.
    private func tolerance(_ schedule: Schedule) -> Interval {
        min(sensorPeriod, schedule.period) / (schedule.isLate ? 4 : 2)
    }
}
