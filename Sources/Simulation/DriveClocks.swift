import Timekeeping

/// By how much the clocks of a drive's machines are too fast, in parts per million; negative for
/// too slow. Their origins differ anyhow.
public struct DriveClocks: Hashable, Sendable {
    /// The device's; -1,000 to 1,000.
    public var device: Int
    /// The coordinator's; -1,000 to 1,000.
    public var coordinator: Int
    /// The worker's; -1,000 to 1,000.
    public var worker: Int

    /// Clocks that agree on how long a second is.
    public static let exact = DriveClocks(device: 0, coordinator: 0, worker: 0)

    /// Clocks from their drifts.
    public init(device: Int, coordinator: Int, worker: Int) {
        self.device = device
        self.coordinator = coordinator
        self.worker = worker
    }

    /// The clocks, by station.
    var clocks: [DeviceClock] {
        Station.allCases.map { station in
            let drift =
                switch station {
                case .edge: device
                case .coordinator: coordinator
                case .worker: worker
                }
            let million = 1_000_000
            return DeviceClock(
                origin: UInt64(station.clockOffset.nanoseconds),
                period: UInt64(million + min(max(drift, -1_000), 1_000)),
                trulyPeriod: UInt64(million))
        }
    }
}
