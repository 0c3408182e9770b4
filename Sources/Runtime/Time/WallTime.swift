import Glibc

/// The time of day, for people who read logs; nothing else may ask for it.
enum WallTime {
    /// The time now in ISO 8601, UTC, to the millisecond.
    static func now() -> String {
        var reading = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &reading)
        return text(seconds: reading.tv_sec, milliseconds: reading.tv_nsec / 1_000_000)
    }

    /// The instant `seconds` and `milliseconds` after 1970, not before it.
    static func text(seconds: Int, milliseconds: Int) -> String {
        // Civil date from days, in years that begin in March and eras of 400 years (Hinnant,
        // "chrono-compatible low-level date algorithms").
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let leap = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leap) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let rest = seconds % 86_400
        let date = [padded(year, 4), padded(month, 2), padded(day, 2)]
        let time = [padded(rest / 3_600, 2), padded(rest / 60 % 60, 2), padded(rest % 60, 2)]
        return date.joined(separator: "-") + "T" + time.joined(separator: ":")
            + "." + padded(milliseconds, 3) + "Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}
