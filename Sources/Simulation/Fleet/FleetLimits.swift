import EdgeCore
import Timekeeping
import WorkerCore

/// Every bound of a simulated cell, with its reason.
enum FleetLimits {
    /// Members of a batch, as a batcher takes.
    static let batchMembers = 256
    /// A tenth of a second, the width of a bin of a series.
    static let binNanoseconds: Int64 = 100_000_000
    /// What is still open this long after the last capture that counts ends as open.
    static let drainNanoseconds: UInt64 = 1_000_000_000
    /// One downlink time of this many is told to the coordinator, as heartbeats would.
    static let measuredPlans: UInt64 = 8
    /// Requests that wait at a baseline: what a cell of eight workers leaves undone in ten seconds
    /// at twice its load. Nothing that waits beyond it is of use.
    static let baselineQueue = 262_144
    /// Batches kept to look at.
    static let tracedBatches = 20_000
}

/// Those of a whole cell, and what its modelled processes are made of.
extension FleetLimits {
    /// Models, devices and tenants of one cell, as a coordinator takes them.
    static let cellModels = 4
    static let cellDevices = 32_768
    static let cellTenants = 15
    /// Messages on their way at once, for each client: a device has some five a round trip; after
    /// a pause no more than its session lets be sent.
    static let framesPerClient = 64
    /// Events at one instant: all devices captured at once, each with what it leads to at once, and
    /// no more than so many beside that.
    static let eventsPerClient = 16
    static let eventsPerInstant = 4_096
    /// Payloads one worker holds: two full batches with their longest chains, and the plans of one.
    static let workerPayloads = 64 * (2 * 9 + 1)
    /// Events between two checks of what takes long to check, where speed counts.
    static let checkStride = 64
    /// What a clock's drift and rounding make of an instant within a second.
    static let clockTolerance = Interval.milliseconds(1)
    /// What the processes' clocks say at the beginning, in nanoseconds; the devices' up to twice
    /// that.
    static let coordinatorOrigin: UInt64 = 50_000_000_000
    static let deviceOrigin: UInt64 = 1_000_000_000_000
    static let workerOrigin: UInt64 = 70_000_000_000_000
    /// After how long a device's transport tries anew to open a connection, in nanoseconds, as the
    /// sockets are set: 250 ms for an attempt, and 50 to 100 ms until the next.
    static let retryPeriod: UInt64 = 325_000_000
    /// Beside the place of a device: what the delays of its other messages are drawn from.
    static let upwardWord: UInt64 = 1 << 40
    static let downwardWord: UInt64 = 1 << 41
    /// How much further apart a device lets its captures be, and the age of a plan on a good link,
    /// as `EdgeCore` has them.
    static let paceStretch: Int64 = 2
    static let pacedArrival = Interval.milliseconds(100)
    /// The small car's latent and state.
    static let latentElements: UInt32 = 512
    static let stateByteCount: UInt16 = 16
    /// Its plan: to stand still.
    static let plan = PlanValues(
        steps: Array(repeating: 0, count: PlanLimits.compactCar.stepCount * 4),
        beliefs: Array(repeating: 0, count: PlanLimits.compactCar.beliefCount))
    static let planShape = PlanShape(
        modelVersion: 1, firstStep: PlanLimits.compactCar.firstStep,
        step: PlanLimits.compactCar.step, stepCount: UInt16(PlanLimits.compactCar.stepCount),
        channelCount: 4, beliefCount: UInt8(PlanLimits.compactCar.beliefCount))
}
