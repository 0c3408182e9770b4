public import CoordinatorCore
public import EdgeCore
public import Failsafe
public import Timekeeping
public import WorkerCore
public import Worlds

/// How a simulated drive went: safety, who drove, where every capture went.
public struct DriveOutcome: Sendable {
    /// What the world says of the drive.
    public internal(set) var score: DriveScore
    /// Control ticks by who drove.
    public internal(set) var ticks = DriverTicks()
    /// Who drove, in order, each turn once with its first moment.
    public internal(set) var turns: [DriverTurn] = []
    /// Where every capture went.
    public internal(set) var fates: FateCounts
    /// What the coordinator counted; of several processes, the last.
    public internal(set) var coordinator: CoordinatorCounts
    /// What the worker counted; of several processes, the last.
    public internal(set) var worker: WorkerCounts
    /// From capture to the plan's arrival; nil if none arrived.
    public internal(set) var planAgeAtArrival: Percentiles?
    /// From capture to each tick that a cloud plan drove; nil if none did.
    public internal(set) var planAgeDriven: Percentiles?
    /// The same, to be added to that of other drives.
    public internal(set) var agesDriven = AgeCounts()
    /// From the end of each cut of the device's link (`LinkCourse.cuts`) to the first plan of the
    /// cloud; nil if none came.
    public internal(set) var recoveries: [Interval?] = []
    /// What the device's link did.
    public internal(set) var deviceLink = LinkReport()
    /// What the worker's link did.
    public internal(set) var workerLink = LinkReport()
    /// Sessions of the device.
    public internal(set) var sessions: UInt64 = 0
    /// Plans that the device did not take, of the cloud or its own.
    public internal(set) var plansRejected: UInt64 = 0
    /// Frames that the device's session did not take.
    public internal(set) var framesRejected: UInt64 = 0
    /// Messages that something on the way tampered with.
    public internal(set) var tampered: UInt64 = 0
    /// Control ticks that did not come, for the device's process stood still.
    public internal(set) var ticksMissed: UInt64 = 0
    /// Steps of the world, 20 ms each, in which the actuators braked by themselves, for no command
    /// came.
    public internal(set) var stepsBraked: UInt64 = 0
    /// Latents encoded.
    public internal(set) var latents: UInt64 = 0
    /// Of these, how many were predicted from an earlier one.
    public internal(set) var predictedLatents: UInt64 = 0
    /// Bytes of all their payload parts, state vector and compressed latent.
    public internal(set) var latentBytes: UInt64 = 0
    /// Bytes of the largest.
    public internal(set) var largestLatent = 0
    /// Events that happened.
    public internal(set) var events: UInt64 = 0
    /// Folded over every event, frame and command: equal for equal drives.
    public internal(set) var digest = Digest()
    /// The failsafe's changes of state, the first `Limits.transitions`.
    public internal(set) var transitions: [DriveTransition] = []
    /// The failsafe's last state.
    public internal(set) var state = FailsafeState.standby
    /// The car's last speed, m/s.
    public internal(set) var speed = 0.0
    /// Whether the road was driven to its end.
    public internal(set) var isFinished = false
    /// When a corner of the car was first off the road; nil if none ever was.
    public internal(set) var firstOffRoad: Interval?
    /// Whether it touched something or ended `Limits.lostOverhang` over the edge, where it was to
    /// end then.
    public internal(set) var isLost = false

    init(
        score: DriveScore, fates: FateCounts, coordinator: CoordinatorCounts, worker: WorkerCounts
    ) {
        self.score = score
        self.fates = fates
        self.coordinator = coordinator
        self.worker = worker
    }

    /// Bytes of a latent's payload part on average; zero if there was none.
    public var meanLatent: Double {
        latents > 0 ? Double(latentBytes) / Double(latents) : 0
    }
    /// The part of all ticks on which `driver` drove, 0 to 1.
    public func share(_ driver: Driver) -> Double {
        ticks.total > 0 ? Double(ticks[driver]) / Double(ticks.total) : 0
    }
}
