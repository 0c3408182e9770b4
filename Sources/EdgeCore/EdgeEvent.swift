public import Failsafe
public import SansIO
public import Session
public import Timekeeping
public import Wire

/// Everything the device's core has to tell a log or a counter.
public enum EdgeEvent: Hashable, Sendable {
    /// The failsafe changed its state.
    case failsafe(FailsafeTransition)
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
    /// The session stands.
    case sessionEstablished(epoch: UInt64)
    /// The session, or a try at one, ended.
    case sessionLost(SessionLoss)
    /// The coordinator said no.
    case sessionRefused(Refuse)
    /// A frame was not taken.
    case frameRejected(SessionRejection)
    /// The coordinator's pace is another from now on; nil for the device's own again.
    case paceChanged(AgreedPace?)
    /// An odometry reading is not one a car can have; the last sound one stands.
    case odometryUnsound
    /// The shell reported on a capture that is not where it says.
    case ignored(CaptureID)
}
