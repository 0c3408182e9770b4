import Timekeeping

/// A picture that the camera took and the device has not: what it shows, and when it was taken.
struct Exposure {
    let scene: SceneCapture
    /// Counts what the camera saw: one that repeats itself gives the same again.
    let picture: UInt32
    var at: Instant
}
