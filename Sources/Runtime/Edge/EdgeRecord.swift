public import EdgeCore
public import Randomness
public import SansIO
public import Timekeeping
public import Wire

/// One thing that happened at the device, for logs and files; written by whoever has time.
public enum EdgeRecord: Sendable {
    /// What the core was told once, and where its random stream begins.
    case began(Instant, EdgeConfiguration, RandomStream)
    /// What the core is told, in numbers from zero, and how much it had put out before. What it
    /// puts out upon it follows, as `output` and `event`, in order.
    case input(Instant, EdgeInput, number: UInt64, outputsBefore: UInt64)
    /// What the core wants done, other than an event.
    case output(EdgeOutput)
    /// A control tick: what was commanded, how late it was, whether a session stands, and where a
    /// simulated car is.
    case tick(Instant, ControlOutput, late: Interval, isLinked: Bool, DriveGlimpse?)
    /// Something the core says.
    case event(Instant, EdgeEvent)
    /// The plan of the cloud that is followed from now on.
    case plan(Instant, Plan, PlanTiming)
    /// The head and the local policy ran.
    case headRan(Instant, CaptureID, head: Interval, local: Interval)
    /// The transport took a frame with a latent, all its parts together.
    case frameSent(Instant, byteCount: Int)
    /// A message that came is no legal frame.
    case undecodable(Instant, DecodeError)
    /// A plan's payload part is not what its frame says.
    case unreadablePlan(Instant, PayloadError)
    /// A latent was encoded in `time`.
    case encoded(Instant, CaptureID, time: Interval)
    /// A picture was taken.
    case picture(Instant, CaptureID, pixels: [UInt8])
    /// The shell itself had trouble; the text says with what.
    case trouble(Instant, String)
}
