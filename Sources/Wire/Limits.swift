public import Timekeeping

/// Every bound of the protocol, with its reason; `Protocol/SPEC.md` lists the same numbers.
public enum Limits {
    /// Bytes of one message part, whatever it holds: the transport's own guard (MAXMSGSIZE). Four
    /// times the largest payload part: it cuts strangers off and never hides a reason below.
    public static let partByteCount = 256 * 1024
    /// Bytes of one latent's payload part, state and latent: four times the 14 KB that a degraded
    /// link may still carry, and small enough that a full batch stays at 4 MiB.
    public static let latentPayloadByteCount = 64 * 1024
    /// Elements of one latent: 256 KiB as float32, which a worker allocates for each member.
    public static let elementCount = 65_536
    /// Bytes of a state vector: 64 numbers, where a car needs 4 and an arm with two hands about 40,
    /// and a commitment: a delay and the steps of a whole plan.
    public static let stateByteCount = 256 + 4 * (1 + planStepCount * planChannelCount)
    /// Bytes of a body: what its length field can say. A full batch of captures of one sensor, each
    /// with the longest chain, needs 24,584, one of three sensors 52,232; whoever forms batches of
    /// more keeps them smaller.
    public static let bodyByteCount = 65_528
    /// Links of a batch's member: what a worker decodes before it gets to the member itself.
    public static let linkCount = 8
    /// Bytes of all payload parts of a message: a full batch of the largest latents, and as much of
    /// chains.
    public static let payloadByteCount = 2 * batchMemberCount * latentPayloadByteCount
    /// Payload parts of one message: a full batch's, each member's with the longest chain.
    public static let payloadPartCount = batchMemberCount * (linkCount + 1)
    /// Latents of one capture: a car looks around with eight cameras.
    public static let sensorCount = 8
    /// Groups of channels of a plan: a base, two arms and a head, each at its own rate.
    public static let channelGroupCount = 4
    /// Members of one batch: beyond 64 a backbone gains little and a lost worker loses too much.
    public static let batchMemberCount = 64
    /// Bytes of a peer's name: one label of a host name (63), rounded up.
    public static let nameByteCount = 64
    /// Bytes of an endpoint: a long host name of a cloud (about 100), its scheme and its port.
    public static let endpointByteCount = 128
    /// Models of one register: what the memory of one accelerator holds, at some gigabytes each.
    public static let modelCount = 4
    /// Service times of one registered model: the powers of two up to 64, and as many between them.
    public static let serviceTimeCount = 16
    /// Steps of a plan: 6.4 s at 100 ms, longer than anything may move on one observation.
    public static let planStepCount = 64
    /// Channels of a plan's step: two arms of seven joints and their grippers.
    public static let planChannelCount = 16
    /// Beliefs that come with a plan.
    public static let beliefCount = 16
    /// Latents or batches in flight that a welcome may grant.
    public static let credit: UInt16 = 64
    /// Time between captures: zero would be divided by later.
    public static let capturePeriod = Interval.milliseconds(1)...Interval.seconds(60)
    /// Heartbeat period: a peer is told neither to flood nor to sleep.
    public static let heartbeatPeriod = Interval.milliseconds(1)...Interval.seconds(60)
    /// Silence that ends a session; at least the heartbeat period, or every session would end.
    public static let silenceLimit = Interval.milliseconds(1)...Interval.seconds(600)
    /// Time between two steps of a plan.
    public static let planStep = Interval.milliseconds(1)...Interval.seconds(10)

    /// Whether `endpoint` may go on the wire: `tcp://HOST:PORT`, printable ASCII, 1 to
    /// `endpointByteCount` bytes.
    public static func allowsEndpoint(_ endpoint: String) -> Bool { Endpoint.isLegal(endpoint) }
    /// Whether `name` may name a peer: 1 to 64 bytes of UTF-8 without control characters, since it
    /// ends up in logs and on terminals.
    public static func allowsName(_ name: String) -> Bool {
        (1...nameByteCount).contains(name.utf8.count)
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
