/// Everything the failsafe judges on one tick; all of it known on the device.
public struct FailsafeObservation: Hashable, Sendable {
    /// The freshest sound cloud plan, or nil.
    public var cloudPlan: PlanSighting?
    /// The freshest sound plan of the local policy, or nil.
    public var localPlan: PlanSighting?
    /// Whether the local policy answers, soundly.
    public var localPolicyHealthy: Bool
    /// Unsound cloud plans since the last sound one.
    public var unsoundPlans: Int
    /// Whether the other side serves the bundle of this device.
    public var bundleMatches: Bool
    /// Whether the machine's own motion is known.
    public var sensorsSound: Bool
    /// What is wrong with the camera, or nil.
    public var cameraFault: CameraFault?
    /// Whether the actuators refuse commands, and that for longer than an accident lasts.
    public var actuatorsRefuse: Bool
    /// Metres per second; the best guess if the sensors are unsound.
    public var speed: Double
    /// The acceleration commanded last, m/s2.
    public var acceleration: Double
    /// The session epoch now; zero for none yet.
    public var epoch: UInt64
    /// Whether motion is wanted at all.
    public var armed: Bool
    /// An operator's release that arrived since the last tick.
    public var release: Release?
    /// Whether an operator or the hardware demands an emergency stop.
    public var emergencyStop: Bool
    /// Whether the emergency stop was reset at the machine since the last tick.
    public var localReset: Bool

    /// An observation from its parts.
    public init(
        cloudPlan: PlanSighting?, localPlan: PlanSighting?, localPolicyHealthy: Bool,
        unsoundPlans: Int, bundleMatches: Bool, sensorsSound: Bool,
        cameraFault: CameraFault?, actuatorsRefuse: Bool, speed: Double, acceleration: Double,
        epoch: UInt64, armed: Bool, release: Release?, emergencyStop: Bool, localReset: Bool
    ) {
        self.cloudPlan = cloudPlan
        self.localPlan = localPlan
        self.localPolicyHealthy = localPolicyHealthy
        self.unsoundPlans = unsoundPlans
        self.bundleMatches = bundleMatches
        self.sensorsSound = sensorsSound
        self.cameraFault = cameraFault
        self.actuatorsRefuse = actuatorsRefuse
        self.speed = speed
        self.acceleration = acceleration
        self.epoch = epoch
        self.armed = armed
        self.release = release
        self.emergencyStop = emergencyStop
        self.localReset = localReset
    }
}
