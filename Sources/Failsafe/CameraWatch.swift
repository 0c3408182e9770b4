public import Timekeeping

/// Whether what a camera gives can be believed: several bad captures in a row, or none at all, are
/// a fault; it ends after more good ones in a row.
///
/// ```
///         3 bad captures in a row, or none for 3 periods
/// sound ------------------------------------------------> fault
///   ^                                                       |  another kind takes its place
///   +-------------------------------------------------------+
///         10 good captures in a row
/// ```
/// A capture counts as good once the next one comes and nothing was said against it meanwhile:
/// its exposure is known before its picture.
/// Tests: `CameraWatchTests`.
public struct CameraWatch: Hashable, Sendable {
    /// What is wrong now, if anything is.
    public private(set) var fault: CameraFault?
    /// How often a fault began.
    public private(set) var faults: UInt64 = 0
    private var bad = 0
    private var good = 0
    private var isLatestGood = false
    private var latestNews: Instant?

    /// A camera that nothing is known of: nothing is held against it until its first capture.
    public init() {}

    /// A capture was exposed of which nothing bad is known yet; heard of at `now`.
    public mutating func exposed(at now: Instant) {
        settle()
        isLatestGood = true
        latestNews = now
    }
    /// The latest capture, or its exposure, cannot be believed.
    public mutating func refuse(_ kind: CameraFault, at now: Instant) {
        isLatestGood = false
        latestNews = now
        good = 0
        bad = min(bad + 1, Limits.cameraPatience)
        if bad == Limits.cameraPatience { begin(kind) }
    }
    /// Time passed; the camera should give a capture each `period`.
    public mutating func check(period: Interval, at now: Instant) {
        guard let latestNews, now - latestNews > period * Int64(Limits.cameraPatience) else {
            return
        }
        good = 0
        begin(.stalled)
    }

    /// Nobody looked for a while until `now`: what was missed in it is not held against the camera.
    public mutating func excuse(at now: Instant) { if latestNews != nil { latestNews = now } }

    private mutating func settle() {
        guard isLatestGood else { return }
        bad = 0
        good = min(good + 1, Limits.cameraRecovery)
        if good == Limits.cameraRecovery { fault = nil }
    }
    private mutating func begin(_ kind: CameraFault) {
        guard fault != kind else { return }
        if fault == nil { faults += 1 }
        fault = kind
    }
}
