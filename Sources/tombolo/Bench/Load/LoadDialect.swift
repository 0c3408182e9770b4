import LatentCodec
import Randomness
import Session
import Timekeeping
import Wire
import ZeroMQ

/// What devices say, and to whom: to a coordinator in sessions, or to a relay the same bytes
/// without any.
struct LoadDialect: Sendable {
    enum Side: Sendable {
        /// A coordinator that serves this bundle.
        case coordinator(BundleID)
        /// A relay; with a sign of life behind each latent, as sessions have one, or without.
        case relay(signsOfLife: Bool)
    }
    let side: Side
    let plan: LoadPlan
    /// The state and the compressed latent; chance bytes, which do not compress.
    let payload: [UInt8]
    let checksum: UInt32

    init(_ side: Side, _ plan: LoadPlan) {
        self.side = side
        self.plan = plan
        payload = LoadBundle.payload(byteCount: plan.latentBytes, Seed(plan.seed))
        checksum = CRC32C.checksum(payload)
    }

    var signsOfLife: Bool {
        if case .relay(let signsOfLife) = side { signsOfLife } else { false }
    }
    func session(of device: Int) -> ClientSession? {
        guard case .coordinator(let bundle) = side else { return nil }
        let hello = Hello(
            name: "fleet-\(device)", bundle: bundle,
            capturePeriod: min(max(plan.period, .milliseconds(1)), .seconds(60)),
            budget: plan.budget)
        return ClientSession(
            greeting: .hello(hello), configuration: .standard,
            random: Seed(plan.seed).stream("session", UInt64(device)))
    }
    /// A latent of a request due at `due` and sent with `budget` left.
    func latent(due: Instant, budget: Interval) -> Message {
        let elements = LoadBundle.elementCount(byteCount: plan.latentBytes)
        return .latent(
            LatentHeader(
                captureStamp: due.nanoseconds, budget: budget, stream: 0,
                codec: LatentEncoder.codec, multiplier: 256, elementCount: UInt32(elements),
                latentByteCount: UInt32(payload.count - LoadBundle.stateByteCount), reference: 0,
                stateByteCount: UInt16(LoadBundle.stateByteCount), payloadChecksum: checksum))
    }

    // MARK: A relay's

    /// Bytes of a latent's control part, a plan's, and a heartbeat.
    static let latentControlByteCount = 80
    static let planControlByteCount = 88
    static let heartbeatByteCount = 56
    /// A control part that a relay takes for a latent's; its far end gives the front of it back.
    static func control(_ sequence: UInt64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x5A, count: latentControlByteCount)
        for byte in 0..<8 { bytes[byte] = UInt8(truncatingIfNeeded: sequence >> (8 * byte)) }
        return bytes
    }
    static func sequence(in control: Span<UInt8>) -> UInt64? {
        guard control.count == planControlByteCount else { return nil }
        return (0..<8).reduce(0) { $0 | UInt64(control[$1]) << UInt64(8 * $1) }
    }
}
