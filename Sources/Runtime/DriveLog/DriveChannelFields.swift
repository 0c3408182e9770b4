/// The fields of each channel's messages, with their units.
enum DriveChannelFields {
    typealias Field = ChannelField
    private static let time = Field("t", .number, "seconds since the drive began")
    private static let capture = Field("capture", .integer, "which capture")
    private static let planAge = Field("ageMs", .number, "of the freshest cloud plan, ms")

    static let drive = [
        Field("version", .integer, "of these lines, 1"), Field("name", .string, "the device"),
        Field("bundle", .string, "the bundle's SHA-256"),
        Field("startedAt", .string, "time of day, ISO 8601"),
        Field("startedNs", .integer, "the same moment on the file's clock, ns"),
        Field("scenario", .string, "the simulated world"),
        Field("seed", .integer, "what it was drawn from"),
        Field("capturePeriodMs", .integer, "time between two captures, ms"),
        Field("controlPeriodMs", .integer, "time between two control ticks, ms"),
        Field("degradedAgeMs", .integer, "plan age above which the failsafe is degraded, ms"),
        Field("fallbackAgeMs", .integer, "plan age above which a plan drives no more, ms"),
        Field("pictureBytes", .integer, "bytes of a picture, uncompressed"),
    ]
    static let road = [
        Field("lanes", .integer, "how many"), Field("laneWidth", .number, "m"),
        Field("shoulder", .number, "m"),
        Field("points", .array, "the middle every 2 m: x and y in m, heading in rad"),
    ]
    static let actor = [
        Field("id", .integer, "which one"), Field("type", .string, "what it is"),
        Field("length", .number, "m"), Field("width", .number, "m"), Field("x", .number, "m"),
        Field("y", .number, "m"), Field("heading", .number, "rad"),
    ]
    static let actors = [
        time, Field("poses", .array, "of each near the car: id, x and y in m, heading in rad"),
    ]
    static let configuration = [
        Field("machine", .object, "what the core was told once"),
        Field("random", .array, "the state of its random stream, hexadecimal"),
    ]
    static let captures = [
        time, capture, Field("exposedT", .number, "its exposure, s since the drive began"),
    ]
    static let latents = [
        time, capture, Field("payloadBytes", .integer, "state and compressed latent"),
        Field("latentBytes", .integer, "the compressed latent alone"),
        Field("rate", .number, "multiplier of the quantiser's steps"),
        Field("reference", .integer, "the capture it was predicted from; absent in a keyframe"),
        Field("headMs", .number, "what the head took, ms"),
        Field("localMs", .number, "what the local policy took, ms"),
        Field("encodeMs", .number, "what the encoder took, ms"),
    ]
    static let sent = [time, Field("bytes", .integer, "control and payload part")]
    static let plans = [
        time, capture, Field("captureT", .number, "its exposure, s since the drive began"),
        Field("latencyMs", .number, "from exposure to plan, ms"),
        Field("edgeMs", .number, "of these on board before it was sent, ms"),
        Field("queueMs", .number, "of these waiting in the cloud, ms"),
        Field("computeMs", .number, "of these computing, ms"),
        Field("linkMs", .number, "of these on the link, both ways, ms"),
        Field("expectedMs", .number, "what was expected from the plans before, ms"),
        Field("path", .array, "every fifth step: x and y in the capture's frame, m"),
    ]
    static let trajectories = [
        time, capture, Field("values", .array, "every step: the bundle's channels, in its units"),
        Field("beliefs", .array, "the bundle's beliefs, in its units"),
    ]
    private static let command = [
        time, Field("steer", .number, "steering angle, rad, left positive"),
        Field("accel", .number, "acceleration, m/s2, braking negative"),
        Field("actions", .array, "instead of these two: the bundle's channels, in its units"),
        Field("driver", .string, "whose intention it is"),
        Field("state", .string, "the failsafe's state"), planAge,
        Field("cap", .number, "the speed not to be exceeded, m/s"),
    ]
    static let commands =
        command + [Field("plan", .integer, "the capture of the plan followed; absent for none")]
    static let ticks =
        command + [
            Field("x", .number, "the rear axle, m"), Field("y", .number, "the rear axle, m"),
            Field("heading", .number, "rad"), Field("speed", .number, "m/s"),
            Field("link", .boolean, "whether a session stands"),
            Field("lateMs", .number, "how late the tick was, ms"),
            Field("collisions", .integer, "things touched so far"),
            Field("offRoadS", .number, "time with a corner off the road so far, s"),
        ]
    static let odometry = [
        time, Field("speed", .number, "m/s"),
        Field("yawRate", .number, "rad/s, counter-clockwise"),
    ]
    static let failsafe = [
        time, Field("from", .string, "the state before"), Field("to", .string, "the state after"),
        Field("cause", .string, "why"), planAge,
        Field("epoch", .string, "the session's, hexadecimal"),
    ]
    static let faults = [
        time, Field("part", .string, "camera or actuators"),
        Field("fault", .string, "what is wrong from now on; none for nothing any more"),
    ]
    static let session = [
        time,
        Field("event", .string, "established, lost, refused, silent, heard, rehoming or standby"),
        Field("epoch", .string, "the session's, hexadecimal"), Field("reason", .string, "why"),
        Field("coordinator", .string, "its endpoint"),
    ]
    static let connections = [
        time, Field("event", .string, "opened or closed"),
        Field("connection", .integer, "its number"),
    ]
    static let pace = [
        time, Field("periodMs", .number, "between two captures, ms; null for the device's own"),
        Field("phaseMs", .number, "of the first one, ms"),
        Field("credit", .integer, "latents that may be under way"),
        Field("reason", .string, "why"),
        Field("exceeded", .boolean, "whether it is slower than this device goes"),
    ]
    static let rejections = [
        time, Field("source", .string, "cloud or local"),
        Field("reason", .string, "what was wrong with the plan"),
    ]
    static let fates = [
        time, capture, Field("fate", .string, "what became of it, and why"),
    ]
    static let camera = [
        Field("timestamp", .object, "when it was taken in, on the file's clock"),
        Field("frame_id", .string, "camera"), Field("format", .string, "png"),
        Field("data", .string, "the picture's file"), time, capture,
    ]
    static let recorder = [
        time, Field("lostRecords", .integer, "what was not recorded so far"),
        Field("missingInputs", .integer, "inputs of these: no replay goes beyond the first"),
    ]
    static let summary = [
        Field("durationS", .number, "s"), Field("ending", .string, "why it ended"),
        Field("standing", .boolean, "whether it stood at the end"),
        Field("distanceM", .number, "m"), Field("collisions", .integer, "things touched"),
        Field("offRoadS", .number, "s"), Field("ticks", .integer, "control ticks made"),
        Field("missed", .integer, "control ticks missed"),
        Field("worstLateMs", .number, "the latest tick, ms"),
        Field("captures", .integer, "how many"), Field("fates", .object, "captures by fate"),
        Field("fateCauses", .object, "the rejected and lost ones by cause"),
        Field("frames", .integer, "frames sent with a latent"),
        Field("predictedFrames", .integer, "of these, those with a predicted latent"),
        Field("frameBytesMean", .number, "bytes of one"),
        Field("pictureBytes", .integer, "bytes of a picture, uncompressed"),
        Field("sessions", .integer, "how many were established"),
        Field("drops", .object, "everything else that was dropped, late or lost"),
        Field("byDriverS", .object, "who drove how long, s"),
        Field("planDelayMs", .number, "the delay that the next plan was expected to have, ms"),
        Field("latencyMs", .object, "from exposure to plan: p50, p95, p99, max, ms"),
        Field("headMs", .object, "what the head took: p50, p95, p99, max, ms"),
    ]
    static let link = [time, Field("event", .string, "cut or healed")]
    static let decisions = [
        time, Field("input", .integer, "the input's number"),
        Field("outputs", .array, "what the core wanted done upon it, in order"),
    ]
}
