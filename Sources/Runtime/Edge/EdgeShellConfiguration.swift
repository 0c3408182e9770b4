public import EdgeCore
public import Randomness
public import Timekeeping

/// Everything a device's shell is told once.
public struct EdgeShellConfiguration: Sendable {
    /// What its core is told.
    public var machine: EdgeConfiguration
    /// Where epochs and jitter are drawn from; differs in each process.
    public var random: RandomStream
    /// How long to drive; nil until told to end.
    public var duration: Interval?
    /// Every how many ticks a record of the drive is made.
    public var recordEvery: Int

    /// What each tick is counted with, for those who watch that the loop lives.
    public var pulse: Pulse?

    /// Whether every input and output of the core is recorded, for replay.
    public var recordsDecisions: Bool

    /// A configuration from its parts; nobody watches.
    public init(
        machine: EdgeConfiguration, random: RandomStream, duration: Interval?, recordEvery: Int,
        recordsDecisions: Bool
    ) {
        self.machine = machine
        self.random = random
        self.duration = duration
        self.recordEvery = recordEvery
        self.recordsDecisions = recordsDecisions
    }
}
