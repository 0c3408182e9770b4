import Batching
import Timekeeping

/// One device with a session.
struct Device {
    var link: PeerLink
    /// The pool that serves its bundle.
    var pool: Int
    /// From a capture to the last instant its plan is of use, as the device said.
    var budget: Interval
    /// Counts the sessions of devices: no two share what a worker holds as references.
    var session: UInt64 = 0
    /// The newest sequence each stream got a plan for; nil for none.
    var delivered: [UInt64?] = Array(repeating: nil, count: Limits.streamsPerDevice)
    /// Its latents that wait or run, oldest first; at most its credit.
    var open: [RequestID] = []
}
