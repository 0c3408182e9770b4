import PortProtocol
import Timekeeping

/// Whether a capture can be what it says: a camera that repeats, jumps in time or sends the wrong
/// shape is found out here, by its first wrong capture.
struct CaptureCheck {
    private let camera: PortCamera?
    private let stateCount: Int
    private var sequence: UInt64?
    private var earliest: Instant?

    /// For the captures of one session. `earlier` is the last exposure of the session before.
    init(camera: PortCamera?, stateCount: Int, earlier: Instant?) {
        self.camera = camera
        self.stateCount = stateCount
        earliest = earlier
    }

    /// The last exposure that was believed.
    var lastExposure: Instant? { earliest }

    /// Why `capture` is no good, exposed at `exposure` (nil: at a time that is none); nil if it is.
    mutating func rejection(
        of capture: PortCapture, exposedAt exposure: Instant?, at now: Instant
    ) -> PortRejection? {
        guard let camera else { return .noCamera }
        if let sequence, capture.sequence <= sequence { return .repeated }
        sequence = capture.sequence
        guard let exposure, now - exposure <= Limits.exposureAge else { return .tooOld }
        if exposure > now { return .inFuture }
        if let earliest, exposure <= earliest { return .beforeEarlier }
        earliest = exposure
        if Int(capture.pictureByteCount) != camera.pictureByteCount { return .wrongSize }
        if capture.state.count != stateCount { return .wrongState }
        return capture.state.allSatisfy(\.isFinite) ? nil : .stateUnsound
    }
}
