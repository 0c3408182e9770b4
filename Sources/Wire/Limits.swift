public import Timekeeping

/// Every bound of the protocol, with its reason; `Protocol/SPEC.md` lists the same numbers.
public enum Limits {
    /// Bytes of one message part, whatever it holds. The transport's own guard (MAXMSGSIZE) is set to
    /// this; it is four times the largest payload, so that a guard there never hides a reason here.
    public static let partByteCount = 256 * 1024
    /// Bytes of one latent's payload part: four times the 14 KB that a degraded link may still carry,
    /// and small enough that a full batch stays at 4 MiB.
    public static let latentPayloadByteCount = 64 * 1024
    /// Elements of one latent: 256 KiB as float32, which is what a worker allocates for one member.
    public static let elementCount = 65_536
    /// Bytes of a state vector: 64 numbers, where the car needs 4 and an arm with two hands about 40.
    public static let stateByteCount = 256
    /// Bytes of a control part after its header; a full batch needs 2,576, the rest is for later fields.
    public static let bodyByteCount = 4_096
    /// Members of one batch; beyond 64 a backbone gains little and a lost worker loses too much.
    public static let batchMemberCount = 64
    /// Bytes of a peer's name: a host name label (63) and one more.
    public static let nameByteCount = 64
    /// Service times of one register: every power of two up to 64, and as many between.
    public static let serviceTimeCount = 16
    /// Steps of a plan: 6.4 s at 100 ms, more than any budget for driving blind.
    public static let planStepCount = 64
    /// Channels of a plan's step: two arms of seven joints and two grippers.
    public static let planChannelCount = 16
    /// Beliefs that come with a plan.
    public static let beliefCount = 16
    /// Latents or batches in flight that a welcome may grant.
    public static let credit: UInt16 = 64
    /// The shortest and the longest time between captures; zero would divide by nothing later.
    public static let capturePeriod = Interval.milliseconds(1)...Interval.seconds(60)
    /// The shortest and the longest heartbeat period: a peer must not be told to flood, or to sleep.
    public static let heartbeatPeriod = Interval.milliseconds(1)...Interval.seconds(60)
    /// The longest silence a session may allow.
    public static let silenceLimit = Interval.seconds(600)
}
