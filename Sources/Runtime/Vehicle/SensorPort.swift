public import EdgeCore

/// Where captures and odometry come from.
public protocol SensorPort: Sendable {
    /// Starts the camera: every frame is handed to `deliver`, on a thread of the port's own and
    /// at the rate of the bundle, until `stop`.
    func start(deliver: @escaping @Sendable (CameraFrame) -> Void)
    /// Stops the camera; no frame is delivered after it returns.
    func stop()
    /// The latest reading of wheels and gyroscope. Never blocks for longer than a copy takes.
    func odometry() -> Odometry
}
