import SansIO
import Synchronization

/// The bytes of captures on their way through the device: pictures, and the latents made of them.
final class CaptureStore: Sendable {
    struct Capture: Sendable {
        var frame: CameraFrame
        var latent: [Float]?
    }
    private struct Place {
        var capture: Capture?
    }
    private let places = Mutex<[CaptureID: Place]>([:])

    /// Keeps a place for a capture whose picture is still to come; false if too many are held,
    /// which a core that releases never lets happen.
    func reserve(_ id: CaptureID) -> Bool {
        places.withLock { places in
            guard places.count < Limits.heldCaptures else { return false }
            places[id] = Place()
            return true
        }
    }
    /// Stores the picture of a capture; false if its place was released in the meantime.
    func store(_ frame: CameraFrame, for id: CaptureID) -> Bool {
        places.withLock { places in
            guard places[id] != nil else { return false }
            places[id]?.capture = Capture(frame: frame)
            return true
        }
    }
    /// The capture, once its picture is there.
    func capture(_ id: CaptureID) -> Capture? { places.withLock { $0[id]?.capture } }
    func store(latent: [Float], for id: CaptureID) {
        places.withLock { $0[id]?.capture?.latent = latent }
    }
    func release(_ id: CaptureID) { places.withLock { $0[id] = nil } }
}
