public import EdgeCore

/// Where captures and odometry come from.
public protocol SensorPort: Sendable {
    /// Starts the camera: every capture is told to `signal`, on a thread of the port's own and at
    /// the rate of the bundle, until `stop`. Captures count up from zero.
    func start(signal: @escaping @Sendable (SensorSignal) -> Void)
    /// Stops the camera; nothing is told after it returns.
    func stop()
    /// The latest reading of wheels and gyroscope. Never blocks for longer than a copy takes.
    func odometry() -> Odometry
}
