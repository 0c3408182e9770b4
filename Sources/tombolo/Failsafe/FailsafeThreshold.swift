import Failsafe
import Timekeeping

/// One number of a failsafe's configuration, as a table shows it.
struct FailsafeThreshold {
    let name: String
    let reason: String
    /// Its value in words.
    let value: (FailsafeConfiguration) -> String

    init(_ name: String, _ reason: String, _ value: @escaping (FailsafeConfiguration) -> String) {
        self.name = name
        self.reason = reason
        self.value = value
    }
    /// A time.
    static func time(
        _ name: String, _ reason: String, _ value: @escaping (FailsafeConfiguration) -> Interval
    ) -> FailsafeThreshold {
        FailsafeThreshold(name, reason) { configuration in
            let milliseconds = value(configuration).nanoseconds / 1_000_000
            return milliseconds >= 1_000 && milliseconds % 1_000 == 0
                ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
        }
    }
    /// A stop.
    static func shape(
        _ name: String, _ reason: String, _ value: @escaping (FailsafeConfiguration) -> StopShape
    ) -> FailsafeThreshold {
        FailsafeThreshold(name, reason) { configuration in
            let shape = value(configuration)
            return "\(shape.deceleration) m/s2, jerk \(shape.jerk)"
        }
    }
}
