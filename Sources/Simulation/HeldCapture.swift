import SansIO

/// A capture whose bytes the device holds.
struct HeldCapture {
    let id: CaptureID
    var scene: SceneCapture
    /// Whether the head is running on it.
    var isAtHead = false
    /// What the head made of it.
    var latent: [Float]?
}
