import NetworkModel
import Timekeeping

/// How the devices of one group are connected.
struct FleetLink: Sendable {
    let deadline: Interval
    let deadlineNanoseconds: UInt64
    let uplink: DelayDistribution
    let downlink: DelayDistribution
}
