public import Timekeeping

/// Every bound of this module, with its reason.
public enum Limits {
    /// Payloads of one shell: a capture, a latent and a plan each for two in flight, and a batch of
    /// 64 coming and going, four times over.
    public static let arenaPayloads = 512
    /// Bytes of one shell's payloads: eight full batches of 64 latents of 64 KiB.
    public static let arenaBytes = 32 << 20
    /// Inputs that wait for a core's thread: compute answers and captures, a few each at most.
    public static let mailboxInputs = 64
    /// Pieces of work that wait for the compute thread: head, encode and local policy of two
    /// captures.
    public static let computeQueue = 8
    /// Bytes of log lines that wait for the disk or terminal: some seconds of the chattiest level.
    public static let logBytes = 4 << 20
    /// Messages received in one turn of a shell's loop before time is looked at again: a flood
    /// cannot hold up a tick or a wakeup for longer than this many decodes (a few microseconds each).
    public static let receiveBurst = 32
    /// Parts of one message: the control part and a payload for each of 64 batch members. More is a
    /// flood and its connection's fault.
    public static let messageParts = 65
    /// Peers a coordinator's socket keeps an identity for: as many as sessions, and some that are
    /// being refused.
    public static let peers = 4_096
    /// Connections that a link cutter forwards at once: one edge, and its spare.
    public static let cutterConnections = 16
    /// Bytes a link cutter holds for a slow reader, each way and connection.
    public static let cutterBufferBytes = 256 << 10
    /// Latencies kept for percentiles: an hour of plans at 10 Hz.
    public static let latencySamples = 36_000
    /// Silence of the control loop after which the actuators brake by themselves: ten ticks (UN R79
    /// asks for a quarter of a second at most).
    public static let actuatorSilence = Interval.milliseconds(200)
    /// How hard they brake then, m/s2: as the hardest stop of the failsafe.
    public static let watchdogBraking = 4.0
}
