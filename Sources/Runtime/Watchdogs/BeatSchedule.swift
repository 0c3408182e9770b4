import Timekeeping

/// When which sign of life is due: none without a new tick of the control loop since the last.
struct BeatSchedule {
    /// A sign of life.
    enum Sign: Hashable {
        /// The first tick was made: the program is up.
        case ready
        /// The service manager's watchdog.
        case service
        /// The heartbeat.
        case beat
    }
    private let period: Interval
    private let servicePeriod: Interval?
    private var isReady = false
    private var beaten: (ticks: UInt64, at: Instant)?
    private var served: (ticks: UInt64, at: Instant)?

    /// A heartbeat each `period`; the service manager hears twice in each of its `serviceLimit`, as
    /// sd_watchdog_enabled(3) asks for.
    init(period: Interval, serviceLimit: Interval?) {
        self.period = period
        servicePeriod = serviceLimit.map { $0 / 2 }
    }

    /// What is due at `now`, after `ticks` ticks in all.
    mutating func look(ticks: UInt64, at now: Instant) -> [Sign] {
        var signs: [Sign] = []
        guard ticks > 0 else { return signs }
        if !isReady {
            isReady = true
            signs.append(.ready)
        }
        if let servicePeriod, isDue(served, servicePeriod, ticks, at: now) {
            served = (ticks, now)
            signs.append(.service)
        }
        if isDue(beaten, period, ticks, at: now) {
            beaten = (ticks, now)
            signs.append(.beat)
        }
        return signs
    }
    private func isDue(
        _ last: (ticks: UInt64, at: Instant)?, _ period: Interval, _ ticks: UInt64,
        at now: Instant
    ) -> Bool {
        guard let last else { return true }
        return ticks > last.ticks && now - last.at >= period
    }
}
