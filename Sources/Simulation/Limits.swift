import Timekeeping

/// Every bound of the simulation, with its reason.
public enum Limits {
    /// Faults of one drive: some thousand in an hour would be one a second.
    public static let faults = 1_000
    /// Pictures that a camera's driver keeps for a process that does not take them: as video4linux
    /// programs usually ask for.
    static let cameraBuffers = 4
    /// How many times as long a slow part takes.
    static let slowness: Int64 = 10
    /// Silence of the control loop after which the actuators brake, as in the real programs.
    static let actuatorSilence = Interval.milliseconds(200)
    /// How hard they brake then, m/s2.
    static let watchdogBraking = 4.0
    /// By how much a plan may truly be older than the device's clock says: a second of the worst
    /// clock, 1,000 parts per million.
    static let ageTolerance = Interval.milliseconds(1)
    /// Sockets of one client at once: one in use and a spare.
    static let sockets = 2
    /// Connections over one link at once: those of the sockets, and such as only the coordinator
    /// still believes in, for `reapTime`, while the client tries some ten times a second.
    static let openConnections = 64
    /// Messages that the coordinator's library keeps for one peer (SNDHWM of its sockets).
    static let coordinatorSendLimit = 4
    /// The same at the device.
    static let deviceSendLimit = 2
    /// The same at the worker.
    static let workerSendLimit = 8
    /// Bytes of messages that the library writes at once (libzmq's `out_batch_size`): it takes them
    /// from its queue before the kernel has room.
    static let batchBytes = 8_192
    /// Bytes that a kernel holds for sending until they are acknowledged: what Linux grants a
    /// connection of two times ten segments at 2,304 bytes each (`tcp_sndbuf_expand`). It counts
    /// its own overhead against them, which is not modelled.
    static let sendBufferBytes = 46_080
    /// Bytes that a kernel holds for a process that does not read: half of `tcp_rmem`'s usual
    /// 131,072.
    static let receiveBufferBytes = 65_536
    /// How long a worker's attempt to connect may take (the worker's socket option).
    static let workerConnectTime = Interval.milliseconds(1_000)
    /// The least pause between two attempts; up to as much again is drawn (RECONNECT_IVL).
    static let reconnectPause = Interval.milliseconds(50)
    /// How long the library's greeting may take (HANDSHAKE_IVL).
    static let handshakeTime = Interval.milliseconds(2_000)
    /// After how much silence the coordinator's kernel asks whether anybody is there
    /// (TCP_KEEPIDLE).
    static let probeTime = Interval.milliseconds(2_000)
    /// After how long without an acknowledgement it gives a connection up (TCP_MAXRT).
    static let reapTime = Interval.milliseconds(3_000)
    /// Events waiting at once: one car has a dozen frames, timers and computations on their way;
    /// more than this means that something schedules without end.
    public static let events = 4_096
    /// Events at one instant: a capture, a tick, and what each leads to at once; more means that a
    /// core asks again and again to be woken now.
    public static let eventsPerInstant = 512
    /// Payloads one process holds at once: the coordinator of one car has at most its credit and
    /// its batches; more is a leak.
    public static let payloads = 256
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
    /// Captures that may be on their way when a drive ends: one at each of a device's places, and
    /// those that wait for an answer for up to the patience.
    static let pendingCaptures: UInt64 = 14
    /// Time after which the cloud drives again when everything is well: the pauses between a
    /// device's tries, at most a second, a worker's, and ten fresh plans twice.
    static let recovery = Interval.seconds(5)
    /// The same after a stop: a standstill, 5 s of a healthy link, and ten fresh plans.
    static let recoveryFromStop = Interval.seconds(14)
}
