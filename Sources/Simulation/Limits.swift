/// Every bound of the simulation, with its reason.
public enum Limits {
    /// Events waiting at once: one car has a dozen frames, timers and computations on their way;
    /// more than this means that something schedules without end.
    public static let events = 4_096
    /// Events at one instant: a capture, a tick, and what each leads to at once; more means that a
    /// core asks again and again to be woken now.
    public static let eventsPerInstant = 512
    /// Payloads one process holds at once: the coordinator of one car has at most its credit and
    /// its batches; more is a leak.
    public static let payloads = 256
    /// Connections of one client: one in use and a spare.
    public static let connections = 2
    /// Captures the device holds at once: one at each of its places, and those just released.
    public static let captures = 32
    /// Transitions of the failsafe that are kept for the outcome; later ones are only counted by
    /// the digest. A minute on a bad link has some dozens.
    public static let transitions = 1_000
    /// Scenes the expert remembers between head and backbone: at 10 Hz more than three seconds,
    /// where a latent is given up after one.
    public static let scenes = 32
    /// Metres a corner of the car may be beyond the outer lane line before a drive that ends when
    /// the car is lost does so: more than half of the car is then off the lane.
    public static let lostOverhang = 1.0
    /// The longest drive in seconds: an hour, in which every counter and sample fits in memory.
    public static let driveSeconds: Int64 = 3_600
    /// Steps that blocking inference plays of a chunk: half a second, as openpi's examples do it
    /// (8 of 15 a second for DROID, 5 of 20 a second for LIBERO).
    public static let blockingSteps: Int64 = 5
    /// Bytes of a rival's message beside its payload: as many as a latent's of ours.
    public static let rivalControlBytes = 128
    /// Steps of `AgeCounts`: ten seconds, and what is older is as bad.
    public static let ageSteps = 2_001
}
