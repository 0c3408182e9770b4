public import Failsafe
public import SansIO
public import Session
public import Timekeeping
public import Wire

/// Everything the device's core has to tell a log or a counter.
public enum EdgeEvent: Hashable, Sendable {
    /// The failsafe changed its state.
    case failsafe(FailsafeTransition)
    /// What a machine in standby waits for is this from now on.
    case standbyNeeds(StandbyNeeds)
    /// What is wrong with the camera from now on; nil for nothing any more.
    case cameraFault(CameraFault?)
    /// Whether the actuators refuse commands from now on.
    case actuators(refuse: Bool)
    /// A release arrived that does not count.
    case releaseRefused
    /// A capture ended.
    case fate(CaptureID, Fate)
    /// A plan of the cloud is followed from now on.
    case cloudPlanTaken(CaptureID, PlanTiming)
    /// A plan of the local policy is ready from now on.
    case localPlanTaken(CaptureID, age: Interval)
    /// Keyframes, or predicted latents, are coded at this rate from now on (Q8.8).
    case rateChosen(multiplier: UInt16, isPredicted: Bool)
    /// A plan was not taken.
    case planRejected(PlanSource, CaptureID?, PlanRejection)
    /// A session stands and is the one in use.
    case sessionEstablished(epoch: UInt64, endpoint: String)
    /// The session in use ended, or, if not `wasInUse`, a try at one.
    case sessionLost(SessionLoss, wasInUse: Bool)
    /// The session in use is silent; another one is looked for.
    case sessionSilent
    /// The session in use was heard again.
    case sessionHeard
    /// The coordinator at this endpoint said no.
    case sessionRefused(Refuse, endpoint: String)
    /// The coordinator sends the device to this endpoint, and it asks there.
    case rehoming(endpoint: String, RehomeReason)
    /// A second session stands beside the one in use.
    case standbyEstablished(epoch: UInt64, endpoint: String)
    /// A frame was not taken.
    case frameRejected(SessionRejection)
    /// The coordinator's pace is another from now on; nil for the device's own again.
    case paceChanged(AgreedPace?)
    /// An odometry reading is not one a car can have; the last sound one stands.
    case odometryUnsound
    /// The shell reported on a capture that is not where it says.
    case ignored(CaptureID)
}
