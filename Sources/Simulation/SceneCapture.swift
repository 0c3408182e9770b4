public import Worlds

/// One capture: what the sensors saw, and the scene itself for a compute that is told it.
public struct SceneCapture: Sendable {
    /// The picture, rows x columns x 3 bytes; empty if the compute wants none.
    public var image: [UInt8]
    /// Speed m/s, yaw rate rad/s, last steering angle rad, last acceleration m/s2.
    public var state: [Float]
    /// The world at that moment.
    public var world: World
}
