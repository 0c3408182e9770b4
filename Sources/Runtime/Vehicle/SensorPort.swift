public import EdgeCore
public import Timekeeping

/// Where captures and odometry come from.
public protocol SensorPort: Sendable {
    /// Starts the camera: every capture is told to `signal`, on a thread of the port's own and at
    /// the rate of the bundle unless told otherwise, until `stop`. Captures count up from zero.
    func start(signal: @escaping @Sendable (SensorSignal) -> Void)
    /// Stops the camera; nothing is told after it returns.
    func stop()
    /// Whether `setPace` is obeyed. A camera that runs freely need not: the core then skips what is
    /// not due.
    var isTriggered: Bool { get }
    /// Takes the next capture at `next`, or at the instant nearest to it that the camera can, at
    /// once if it is past, and one each `period` after `next`, until told otherwise. Called by the
    /// control loop: it must not wait.
    func setPace(next: Instant, period: Interval)
    /// The latest reading of wheels and gyroscope; one that is not sound (NaN) where the latest is
    /// older than the port can answer for; nil from a machine that has none, which only one may be
    /// whose plans are actions. Never blocks for longer than a copy takes.
    func odometry() -> Odometry?
    /// What an operator at the machine said since the last time, in the order in which it is to be
    /// obeyed. As `odometry`, it never blocks for longer than a copy takes.
    func takeOperatorCommands() -> [OperatorCommand]
}

extension SensorPort {
    /// A camera runs freely unless it says otherwise.
    public var isTriggered: Bool { false }
    /// Does nothing.
    public func setPace(next: Instant, period: Interval) {}
    /// Nobody says anything.
    public func takeOperatorCommands() -> [OperatorCommand] { [] }
}
