public import EdgeCore
public import Motion
public import Timekeeping

/// A machine whose pictures come through a pipe and whose motion and actuators are at a port; or,
/// without a port, a camera alone: such a machine is never armed, so that plans are made and logged
/// and nothing is driven.
public final class PipedMachine: SensorPort, ActuatorPort {
    private let camera: RawCamera
    private let port: PortedMachine?
    private let tellsMotion: Bool

    /// A machine of both. Without a `port`, `tellsMotion` says that it stands, as a car's plans
    /// need; else it has no odometry.
    public init(camera: RawCamera, port: PortedMachine?, tellsMotion: Bool) {
        self.camera = camera
        self.port = port
        self.tellsMotion = tellsMotion
    }

    /// What both counted.
    public var counts: [(name: String, count: UInt64)] {
        camera.counts + (port?.counts.named ?? [])
    }
    /// Starts both.
    public func start(signal: @escaping @Sendable (SensorSignal) -> Void) {
        // The port has no pictures to tell of: it refuses a machine that has a camera.
        port?.start { _ in }
        camera.start(signal: signal)
    }
    /// Stops both.
    public func stop() {
        camera.stop()
        port?.stop()
    }
    /// The camera skips what a pace does not ask for.
    public var isTriggered: Bool { true }
    /// Tells the camera.
    public func setPace(next: Instant, period: Interval) {
        camera.setPace(next: next, period: period)
    }
    /// The port's.
    public func odometry() -> Odometry? {
        if let port { return port.odometry() }
        return tellsMotion ? Odometry(speed: 0, yawRate: 0) : nil
    }
    /// The port's.
    public func takeOperatorCommands() -> [OperatorCommand] {
        port?.takeOperatorCommands() ?? []
    }
    /// The port's; a camera alone has no actuators.
    public var isRefusing: Bool { port?.isRefusing ?? false }
    /// Never called: the loop says more than the command.
    public func apply(_ command: MachineCommand) {}
    /// Hands on to the port.
    public func apply(_ output: ControlOutput, epoch: UInt64) {
        port?.apply(output, epoch: epoch)
    }
}
