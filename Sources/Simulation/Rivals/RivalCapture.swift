import EdgeCore
import Motion
import Timekeeping

/// A capture that a rival's plan is being made from.
struct RivalCapture {
    let number: UInt64
    let at: Instant
    /// Where the car was, on the world's own map: odometry without an error.
    let pose: Pose
    var scene: SceneCapture
    /// What goes over the link, once it is encoded.
    var payload: [UInt8] = []
    /// What the head made of it.
    var latent: [Float] = []
    /// What the cloud answered; nil before, and if it failed.
    var answer: Plan?
}
