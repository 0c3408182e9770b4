import Batching
import LatentCodec
import Timekeeping

/// One device with a session.
struct Device {
    var link: PeerLink
    /// The place of its bundle.
    var model: Int
    /// From a capture to the last instant its plan is of use, as the device said.
    var budget: Interval
    /// Who goes first when not everybody can, as the device or else the configuration says.
    var requestClass: RequestClass
    /// Time between its captures if nobody asks for another.
    var period: Interval = .zero
    /// Whose share it uses.
    var tenant = TenantSlot(0)
    /// The shortest round trip seen lately, and how far its clock is ahead of this one, both as of
    /// its latest heartbeat; zero and nil while nothing is known.
    var roundTrip = Interval.zero
    var clockOffset: Interval?
    /// How its plans travel.
    var network = NetworkClass(oneWay: Limits.assumedOneWay)
    /// The streams that the batcher knows, a bit each.
    var opened: UInt8 = 0
    /// The capture of the newest latent of each stream, on this clock.
    var captures: [Instant] = Array(repeating: .origin, count: Limits.streamsPerDevice)
    /// Counts the sessions of devices: no two share what a backbone remembers of them.
    var session: UInt64 = 0
    /// The newest sequence each stream got a plan for; nil for none.
    var delivered: [UInt64?] = Array(repeating: nil, count: Limits.streamsPerDevice)
    /// Its latents that wait or run, oldest first; at most its credit.
    var open: [RequestID] = []
    /// What each stream's latents may be predicted from, those that wait or run included.
    var held: [HeldLatents<HeldPayload>] = Array(
        repeating: HeldLatents(weightLimit: Limits.chainWeight), count: Limits.streamsPerDevice)
    /// Latents held, those that wait or run included, and their payload bytes.
    var keptCount = 0
    var keptByteCount = 0
    /// Whether it was told that its stamps cannot be true.
    var hasOddStamps = false
    /// What its failsafe reports.
    var safety = DeviceSafety()
}
