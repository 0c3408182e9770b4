public import Timekeeping

/// Intervals as people read them.
public enum Milliseconds {
    /// `interval` in milliseconds with two decimals, or with one from 100 ms.
    public static func text(_ interval: Interval) -> String {
        let value = interval.milliseconds
        return JSONLine.number(value, decimals: abs(value) < 100 ? 2 : 1)
    }
}
