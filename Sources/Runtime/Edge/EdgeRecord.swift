public import EdgeCore
public import SansIO
public import Timekeeping

/// One thing that happened at the device, for logs and files; written by whoever has time.
public enum EdgeRecord: Sendable {
    /// A control tick: what was commanded, how late it was, whether a session stands, and where a
    /// simulated car is.
    case tick(Instant, ControlOutput, late: Interval, isLinked: Bool, DriveGlimpse?)
    /// Something the core says.
    case event(Instant, EdgeEvent)
    /// The plan of the cloud that is followed from now on.
    case plan(Instant, Plan, PlanTiming)
    /// The head and the local policy ran.
    case headRan(Instant, CaptureID, head: Interval, local: Interval)
    /// A latent was encoded.
    case encoded(Instant, CaptureID, byteCount: Int, time: Interval)
    /// A picture was taken.
    case picture(Instant, CaptureID, pixels: [UInt8])
    /// The shell itself had trouble; the text says with what.
    case trouble(Instant, String)
}
