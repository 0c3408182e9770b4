public import Failsafe
public import SansIO
public import Timekeeping
public import Wire

/// What happens to the device's core.
public enum EdgeInput: Hashable, Sendable {
    /// Everything is loaded; look for the cloud.
    case start
    /// A capture was taken at the instant of its exposure, which may lie before the news of it; the
    /// shell holds its bytes until `.releaseCapture`.
    case captured(CaptureID, at: Instant)
    /// The picture of a capture came, with this checksum over its bytes. A shell that has none to
    /// give leaves it out; the same picture again and again is then not noticed.
    case pictured(CaptureID, checksum: UInt32)
    /// The picture of a capture will not come (`stalled`), or is not what the model takes
    /// (`misshapen`).
    case pictureFailed(CaptureID, CameraFault)
    /// The head ran on it, and the local policy on the head's latent; nil if that one failed.
    case headFinished(CaptureID, localPlan: PlanValues?)
    /// The head failed on it.
    case headFailed(CaptureID)
    /// Its latent is encoded; the shell holds the payload until it is sent or released.
    case encoded(CaptureID, EncodedLatent, payload: PayloadID)
    /// The encoder failed on it.
    case encodeFailed(CaptureID)
    /// A frame other than a plan arrived.
    case received(Envelope)
    /// A plan arrived, with what its payload part says.
    case planArrived(Envelope, PlanPayload)
    /// Bytes arrived that are no frame.
    case malformedFrame
    /// The connection asked for under this number is usable.
    case connectionOpened(UInt64)
    /// The connection of this number is gone.
    case connectionClosed(UInt64)
    /// A control tick: answered by exactly one `.command`. A machine whose plans are actions may
    /// have no odometry; to a car's failsafe, none is an unsound one.
    case tick(Odometry?)
    /// Whether the actuators refuse commands now; told when it changes.
    case actuators(refuse: Bool)
    /// An operator, or the hardware, says something.
    case operatorCommand(OperatorCommand)
    /// The wake-up is due.
    case wake
    /// The process is about to end: say goodbye and stop comfortably while ticks go on.
    case shutdown
}
