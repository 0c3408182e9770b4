/// A signed span of time in whole nanoseconds: about 292 years either way.
public struct Interval: Hashable, Comparable, Codable, Sendable {
    /// The span in nanoseconds.
    public let nanoseconds: Int64

    /// Makes a span from nanoseconds.
    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// No time at all.
    public static let zero = Interval(nanoseconds: 0)
    /// The longest span there is; stands for "no bound" in comparisons.
    public static let max = Interval(nanoseconds: .max)

    /// A span of nanoseconds.
    @inlinable public static func nanoseconds(_ count: Int64) -> Interval {
        Interval(nanoseconds: count)
    }
    /// A span of microseconds; saturates.
    public static func microseconds(_ count: Int64) -> Interval { scaled(count, by: 1_000) }
    /// A span of milliseconds; saturates.
    public static func milliseconds(_ count: Int64) -> Interval { scaled(count, by: 1_000_000) }
    /// A span of seconds; saturates.
    public static func seconds(_ count: Int64) -> Interval { scaled(count, by: 1_000_000_000) }

    /// The span in seconds, for motion and for people; not for comparing instants.
    public var seconds: Double { Double(nanoseconds) / 1e9 }
    /// The span in milliseconds, for people.
    public var milliseconds: Double { Double(nanoseconds) / 1e6 }
    /// Whole microseconds, rounded toward zero.
    public var wholeMicroseconds: Int64 { nanoseconds / 1_000 }

    /// Orders spans, shorter first.
    @inlinable public static func < (left: Interval, right: Interval) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    /// Adds spans; saturates at the ends of the range.
    @inlinable public static func + (left: Interval, right: Interval) -> Interval {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
        guard overflow else { return Interval(nanoseconds: sum) }
        return Interval(nanoseconds: right.nanoseconds > 0 ? .max : .min)
    }
    /// Subtracts spans; saturates at the ends of the range.
    @inlinable public static func - (left: Interval, right: Interval) -> Interval {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(
            right.nanoseconds)
        guard overflow else { return Interval(nanoseconds: difference) }
        return Interval(nanoseconds: right.nanoseconds < 0 ? .max : .min)
    }
    /// Multiplies a span by a whole number; saturates.
    public static func * (left: Interval, right: Int64) -> Interval {
        scaled(left.nanoseconds, by: right)
    }
    /// Divides a span by a whole number that is not zero, rounding toward zero.
    public static func / (left: Interval, right: Int64) -> Interval {
        precondition(right != 0, "an interval is divided by zero")
        let (quotient, overflow) = left.nanoseconds.dividedReportingOverflow(by: right)
        return Interval(nanoseconds: overflow ? .max : quotient)
    }

    private static func scaled(_ count: Int64, by factor: Int64) -> Interval {
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        guard overflow else { return Interval(nanoseconds: product) }
        return Interval(nanoseconds: (count < 0) == (factor < 0) ? .max : .min)
    }
}
