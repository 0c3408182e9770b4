/// A reading of one process's monotonic clock, in nanoseconds since an origin of its own.
///
/// Instants of two processes never compare; what crosses a link is an `Interval`, or a stamp that
/// only its owner reads again.
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since this clock's origin.
    public let nanoseconds: UInt64

    /// Makes an instant from nanoseconds since this clock's origin.
    @inlinable public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// The clock's origin.
    public static let origin = Instant(nanoseconds: 0)
    /// Later than every instant that happens; stands for "never".
    public static let distantFuture = Instant(nanoseconds: .max)

    /// Milliseconds after the origin; for tests, which spell time literally.
    public static func milliseconds(_ count: UInt64) -> Instant {
        Instant(nanoseconds: count.multipliedReportingOverflow(by: 1_000_000).partialValue)
    }

    /// Orders instants, earlier first.
    @inlinable public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    /// The instant `right` after `left`; saturates at both ends of the clock.
    @inlinable public static func + (left: Instant, right: Interval) -> Instant {
        let magnitude = right.nanoseconds.magnitude
        if right.nanoseconds < 0 {
            let (value, overflow) = left.nanoseconds.subtractingReportingOverflow(magnitude)
            return Instant(nanoseconds: overflow ? 0 : value)
        }
        let (value, overflow) = left.nanoseconds.addingReportingOverflow(magnitude)
        return Instant(nanoseconds: overflow ? .max : value)
    }
    /// The instant `right` before `left`; saturates at both ends of the clock.
    @inlinable public static func - (left: Instant, right: Interval) -> Instant {
        left + (Interval.zero - right)
    }
    /// The span from `right` to `left`; saturates.
    @inlinable public static func - (left: Instant, right: Instant) -> Interval {
        if left >= right {
            return Interval(nanoseconds: Int64(clamping: left.nanoseconds - right.nanoseconds))
        }
        return Interval(nanoseconds: -Int64(clamping: right.nanoseconds - left.nanoseconds))
    }
}
