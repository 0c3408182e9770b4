import SansIO

/// The bytes of captures on their way through the device: pictures, and the latents made of them.
///
/// The control loop alone owns them and lends them to the compute thread: no lock lies between the
/// tick and a slower thread.
struct HeldCaptures {
    /// One capture's bytes, as far as they are there.
    struct Capture: Sendable {
        let id: CaptureID
        var frame: CameraFrame?
        var latent: [Float]?
        /// Whether the camera said that there will be no picture.
        var hasFailed = false
    }
    /// What is known of a picture.
    enum Picture {
        case there(CameraFrame)
        case coming
        /// It was lost on the way, or the camera failed on it.
        case missing
    }
    private var captures: [Capture] = []
    /// Pictures come in order, so one before this that is not there will not come.
    private var newestPicture: CaptureID?

    init() { captures.reserveCapacity(Limits.heldCaptures) }

    /// Keeps a place for a capture whose picture is still to come; false if too many are held,
    /// which a core that releases never lets happen.
    mutating func reserve(_ id: CaptureID) -> Bool {
        guard captures.count < Limits.heldCaptures else { return false }
        captures.append(Capture(id: id))
        return true
    }
    /// Stores the picture of a capture; false if its place was released in the meantime.
    mutating func store(_ frame: CameraFrame, for id: CaptureID) -> Bool {
        newestPicture = newestPicture.map { max($0, id) } ?? id
        guard let index = index(of: id) else { return false }
        captures[index].frame = frame
        return true
    }
    /// Notes that there will be no picture of `id`.
    mutating func noteFailure(of id: CaptureID) {
        if let index = index(of: id) { captures[index].hasFailed = true }
    }
    /// The picture of a capture.
    func picture(of id: CaptureID) -> Picture {
        guard let index = index(of: id), !captures[index].hasFailed else { return .missing }
        if let frame = captures[index].frame { return .there(frame) }
        return newestPicture.map { $0 > id } == true ? .missing : .coming
    }
    mutating func store(latent: [Float], for id: CaptureID) {
        if let index = index(of: id) { captures[index].latent = latent }
    }
    /// The capture, if it is held.
    func capture(_ id: CaptureID) -> Capture? { index(of: id).map { captures[$0] } }
    /// Gives the capture up; its bytes are the caller's.
    mutating func release(_ id: CaptureID) -> Capture? {
        index(of: id).map { captures.remove(at: $0) }
    }

    private func index(of id: CaptureID) -> Int? { captures.firstIndex { $0.id == id } }
}
