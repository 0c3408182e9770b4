import Batching
import NetworkModel
import Randomness
import Timekeeping

/// One modelled device.
struct FleetDevice: Sendable {
    var group: UInt32
    /// Whether it is there.
    var isConnected = true
    /// Its own period on the coordinator's clock, its drift included, in nanoseconds.
    var ownPeriod: UInt64
    /// The period it was asked for, likewise.
    var period: UInt64
    /// When it captures next.
    var nextCapture: UInt64
    /// What the coordinator takes its clock to be ahead by.
    var clockError: Int64
    var offered: UInt32 = 0
    var onTime: UInt32 = 0
    var streak: UInt32 = 0
    var longestStreak: UInt32 = 0
    /// The capture of the newest plan it has, and when that arrived; 0 before the first.
    var planCapture: UInt64 = 0
    var planArrival: UInt64 = 0
    /// What it was asked last and has not heard yet.
    var asked: Pacing?
    /// What longer periods left out and is not counted yet, in nanoseconds.
    var skipped: UInt64 = 0
    /// Counts the plans of captures: those on the calendar of an older one are void.
    var epoch: UInt64 = 0

    /// When it captures now, and when next.
    mutating func capture() -> (stamp: UInt64, next: UInt64) {
        let stamp = nextCapture
        nextCapture = stamp + period
        return (stamp, nextCapture)
    }
    mutating func hit() {
        onTime += 1
        streak = 0
    }
    mutating func miss() {
        streak += 1
        longestStreak = max(longestStreak, streak)
    }
    mutating func follow(_ capture: UInt64, from arrival: UInt64) {
        planCapture = capture
        planArrival = arrival
    }

    /// All devices of a scenario, group by group, their first captures spread at random.
    static func fleet(_ scenario: FleetScenario, seed: Seed) -> [FleetDevice] {
        var random = seed.stream("fleet.devices")
        var devices: [FleetDevice] = []
        devices.reserveCapacity(scenario.deviceCount)
        for (index, group) in scenario.groups.enumerated() {
            let period = Double(group.period.nanoseconds)
            for _ in 0..<group.count {
                let drift = random.normal(mean: 0, deviation: Double(group.drift) / 1e9)
                let own = UInt64(max(period * (1 + drift), 1))
                let error = random.normal(
                    mean: 0, deviation: Double(group.clockError.nanoseconds))
                let phase = UInt64(random.unit() * period)
                devices.append(
                    FleetDevice(
                        group: UInt32(index), ownPeriod: own, period: own, nextCapture: phase,
                        clockError: Int64(error)))
            }
        }
        return devices
    }
}

/// What a calendar's event is about: a device and what it does.
enum FleetSubject {
    static let capture: UInt32 = 0
    static let arrival: UInt32 = 1
    static let measurement: UInt32 = 2
    static let pacing: UInt32 = 3

    static func capture(_ device: Int) -> UInt32 { UInt32(device) << 2 | capture }
    static func arrival(_ device: Int) -> UInt32 { UInt32(device) << 2 | arrival }
    static func pacing(_ device: Int) -> UInt32 { UInt32(device) << 2 | pacing }
    static func measurement(_ device: Int) -> UInt32 { UInt32(device) << 2 | measurement }
}
