import Batching
import Timekeeping

/// One device with a session.
struct Device {
    /// One stream of captures. Sequences may start at any number, so nil stands for none.
    struct Stream: Sendable {
        var taken: UInt64?
        var delivered: UInt64?
    }

    var link: PeerLink
    /// The pool that serves its bundle.
    var pool: Int
    /// From a capture to the last instant its plan is of use, as the device said.
    var budget: Interval
    var streams = Array(repeating: Stream(), count: Limits.streamsPerDevice)
    /// Its latents that wait or run, oldest first; at most its credit.
    var open: [RequestID] = []
}
