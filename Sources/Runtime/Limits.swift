import EdgeCore
public import Timekeeping
import Wire

/// Every bound of this module, with its reason.
public enum Limits {
    /// Payloads of one shell: three batches of 64 with the longest chains (one runs, one waits, one
    /// too many is turned away), and their plans.
    public static let arenaPayloads = 3 * (Wire.Limits.payloadPartCount + 64)
    /// Bytes of one shell's payloads: eight full batches of 64 latents of 64 KiB.
    public static let arenaBytes = 32 << 20
    /// Inputs that wait for a core's thread: compute answers and captures, a few each at most.
    public static let mailboxInputs = 64
    /// Pieces of work that wait for the compute thread: head, encode and local policy of two
    /// captures.
    public static let computeQueue = 8
    /// Bytes of log lines that wait for the disk or terminal: some seconds of the chattiest level.
    public static let logBytes = 4 << 20
    /// Tenths of a second that a log's last lines wait for a reader that is stuck.
    public static let lastLinePatience = 20
    /// Messages received in one turn of a shell's loop before time is looked at again: a flood
    /// cannot hold up a tick or a wakeup for longer than this many decodes, microseconds each.
    public static let receiveBurst = 32
    /// Parts of one message: the control part, and for each of 64 batch members its payload and
    /// those of the longest chain. More is a flood and its connection's fault.
    public static let messageParts = 1 + Wire.Limits.payloadPartCount
    /// Messages a coordinator takes from one of its sockets before the other has its turn: a
    /// millisecond or two of work, so that a flood of devices holds up no result of a worker.
    public static let coordinatorBurst = 64
    /// How long a coordinator lets messages gather while it is busy. Each time it waits, a message
    /// costs it and the library's threads a wakeup each, which take longer than the message itself;
    /// a plan is of use for a thousand times as long.
    public static let gathering = Interval.microseconds(500)
    /// A coordinator is busy when it gets more messages than this in `busyPeriod`: 3,200 a second,
    /// a hundred devices at 10 Hz with their signs of life.
    public static let busyMessages = 32
    /// How long messages are counted before that is judged anew.
    public static let busyPeriod = Interval.milliseconds(10)
    /// How often a coordinator looks for messages without an end.
    public static let guardPeriod = Interval.milliseconds(100)
    /// How long a connection has delivered nothing by then: three heartbeats, which everybody with
    /// a session delivers.
    public static let guardSilence = Interval.milliseconds(300)
    /// Bytes that the library may hold of a device that delivers nothing: the eight largest latents
    /// that its queue takes, twice over.
    public static let unfinishedDeviceBytes = 1 << 20
    /// Of a worker: eight results of 64 of the largest plans, twice over.
    public static let unfinishedWorkerBytes = 16 << 20
    /// Descriptors that are kept account of; a connection beyond is served, but unguarded.
    public static let descriptors = 1 << 17
    /// Least time between two log lines about peers that send more than their allowance.
    public static let floodLogPeriod = Interval.seconds(1)
    /// Devices that a coordinator may be told to take: as many as its core does.
    public static let devices = 16_384
    /// Descriptors of a process beyond its connections: listeners, logs, files, and connections on
    /// their way in or out.
    public static let spareDescriptors = 256
    /// Peers a coordinator keeps an identity for, both sockets together: the 4,096 devices and 16
    /// workers that a core may be told to take, and about as many again that are being refused.
    public static let peers = 20_480
    /// Latencies kept for percentiles: an hour of plans at 10 Hz.
    public static let latencySamples = 36_000
    /// Silence of the control loop after which the actuators brake by themselves: ten ticks (UN R79
    /// asks for a quarter of a second at most).
    public static let actuatorSilence = Interval.milliseconds(200)
    /// How hard they brake then, m/s2: as the hardest stop of the failsafe.
    public static let watchdogBraking = 4.0
    /// Wishes to open or close a socket that wait for the opener's thread: a device has two
    /// connections at a time and leaves 25 ms at least between two tries at one coordinator.
    public static let linkWishes = 32
    /// When a control loop tries again what another thread was just at: soon, but without spinning.
    public static let retry = Interval.milliseconds(1)
    /// Captures whose bytes a device holds at once: at the head, waiting, at the encoder, and the
    /// next one coming in, twice over.
    public static let heldCaptures = 8
    /// Records that wait for the recorder: some seconds of ticks and of what happens in them, each
    /// with the core's input and outputs.
    public static let records = 4_096
    /// How long a chunk of a recording stays open: what a process that is killed loses of it, and
    /// often enough to watch a drive by.
    public static let recordingChunk = Interval.milliseconds(500)
    /// The least bytes of a recording: half of it holds a chunk of any size and what each file
    /// begins with.
    public static let recordingBytes: UInt64 = 4 << 20
    /// The longest a shell's loop waits in one turn, milliseconds: it looks at its clock ten times
    /// a second even when nothing happens.
    public static let turnMilliseconds = 100
    /// How long a car whose drive is over may take to stop before the process ends anyway: the
    /// comfortable stop from a town's 50 km/h, what the failsafe grants it beyond its shape, a
    /// harder stop after that, and the half second in which it is seen to stand.
    public static let lastStop = Interval.seconds(30)
    /// How long a shell stays to let its farewells out.
    public static let farewell = Interval.milliseconds(100)
    /// Of how many captures one is recorded as a picture: one a second at 10 Hz.
    public static let picturePeriod: UInt64 = 10
    /// A payload up to this size is copied when it arrives: the transport's own part may be a piece
    /// of its receive buffer (8 KiB), all of which a reference that is kept would hold.
    public static let copiedPayloadBytes = 4_096
    /// Bytes of one message: its payload parts, the control part, and an identity.
    public static let messageBytes = Wire.Limits.payloadByteCount + (66 << 10)
    /// How long a coordinator that is told to end waits for what is under way.
    public static let drain = Interval.seconds(1)
    /// How near the car an actor must be to be in a drive log's scene, metres along the road: what
    /// the report can show, and some more.
    public static let actorDistance = 90.0
    /// Kinds of rejections that are told apart in a log: the errors of frames and payloads, and the
    /// rejections of plans, local ones too, and of sessions by kind of message.
    public static let rejectionKinds = 128
    /// How often the count of one kind of rejection is repeated as a warning.
    public static let rejectionPeriod = Interval.seconds(10)
    /// How often a change of pace has a line above debug: paces are for seconds, and a coordinator
    /// that changes them with each message must not fill a log.
    public static let paceLogPeriod = Interval.seconds(1)
    /// What is left of a simulated road beyond a comfortable stop when the stop begins, metres: the
    /// way driven until the brakes take hold, and half a car's length.
    public static let roadEndMargin = 12.0
    /// Seconds between two scenes of a drive log: a pedestrian walks 0.7 m in it.
    public static let actorPeriodSeconds = 0.5
    /// From one heartbeat to the next: five control ticks, so that one that is a tick late is none
    /// that is missed; half the silence after which actuators brake by themselves.
    public static let heartbeatPeriod = Interval.milliseconds(100)
    /// How often a heartbeat looks at the control loop's pulse, milliseconds: half the period.
    public static let heartbeatLookMilliseconds: Int32 = 50
    /// How often a heartbeat's last line is tried, a `retry` apart: two of a heartbeat's periods,
    /// in which a supervisor that lives reads.
    public static let lastBeatTries = 200
    /// Bytes of a socket's path on Linux without its closing zero (unix(7)).
    public static let unixPathBytes = 107
    /// The watchdog times of a service manager that are taken at their word, microseconds: at least
    /// two looks at the pulse, and at most an hour.
    public static let watchdogMicroseconds: ClosedRange<Int64> = 100_000...3_600_000_000
    /// The age at which a machine's odometry is no use any more: five control ticks. The core then
    /// waits as long again before its motion counts as unknown, and stops.
    public static let odometryAge = Interval.milliseconds(100)
    /// How long ago an exposure may be when the port hears of it: what the core takes.
    static let exposureAge = EdgeCore.Limits.exposureAge
    /// Silence after which a machine at the port counts as gone: its odometry comes at least twenty
    /// times a second, so ten readings are missing, and whoever comes after it waits no longer.
    public static let machineSilence = Interval.milliseconds(500)
    /// How long a machine that confirms commands may confirm no newer one: as long as a command may
    /// be obeyed, after which it has stopped by itself, and the period of the status that says so.
    static let commandConfirmation = actuatorSilence + .milliseconds(100)
    /// From one status of the agent to the next: for people.
    static let portStatusPeriod = Interval.seconds(1)
    /// From one hello of a machine to the next, until one is answered.
    static let helloPeriod = Interval.milliseconds(200)
    /// From one odometry of the simulated car at the port to the next: each of its steps.
    static let odometryPeriod = Interval.milliseconds(20)
    /// Messages that wait for a machine, or from it: commands older than their 200 ms are no use,
    /// and of pictures the newest counts.
    static let portMessages = 8
    /// Failures of a port's socket in a row after which it is given up; odometry then gets old, and
    /// the car stops.
    static let portFailures = 8
    /// Bytes in which the header of a picture's file must end; honest ones have twenty.
    static let pixmapHeaderBytes = 1_024
    /// Bytes of a recording's table of states: some hours of them.
    static let stateTableBytes = 16 << 20
    /// Bytes of the path of a socket's file (unix(7)).
    static let socketPathBytes = 107
    /// How often two clocks are read to find their difference, and how long that may take: a thread
    /// that loses the processor in between looks again, and else the next time.
    static let clockReadings = 4
    /// See above.
    static let clockReading = Interval.microseconds(50)
    /// A growth of the difference that is a suspension of the machine: waking up takes longer.
    static let suspension = Interval.milliseconds(1)
}
