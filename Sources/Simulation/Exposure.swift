import Timekeeping

/// A picture that the camera took and the device has not: what it shows, and when it was taken.
struct Exposure {
    let scene: SceneCapture
    let at: Instant
}
