import SansIO

/// A capture whose bytes the device holds.
struct HeldCapture {
    let id: CaptureID
    var scene: SceneCapture
    /// What the head made of it.
    var latent: [Float]?
}
