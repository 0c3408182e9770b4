public import Batching
public import Session
public import Timekeeping
public import Wire

/// The numbers a coordinator works by.
public struct CoordinatorConfiguration: Sendable {
    /// The model bundles served; empty to serve those that workers register.
    public var bundles: [BundleID]
    /// Devices that may have a session, 1 to 32,768.
    public var deviceLimit: Int
    /// Workers that may have a session, 1 to 16.
    public var workerLimit: Int
    /// Latents one device may have unanswered, 1 to 64.
    public var deviceCredit: Int
    /// Payload bytes of waiting and running latents, all devices together.
    public var heldByteLimit: Int
    /// Payload bytes of ended latents that later ones may be predicted from, all devices together:
    /// each has an equal share, so that none costs another its references.
    public var referenceByteLimit: Int
    /// How long a peer that may ask again later should wait first.
    public var retryAfter: Interval
    /// The times of a session.
    public var session: SessionConfiguration
    /// Who goes first when not everybody can go, of the devices whose hello does not say.
    public var requestClass: RequestClass
    /// Latents that may wait for a worker, 1 to 16,384.
    public var queueLimit: Int
    /// The fleets that share the cell, at most 15; devices of none of them share one part.
    public var fleets: [Fleet]
    /// Load up to which devices are taken in, by their own periods, in 1/1,000 of what the workers
    /// can do in full batches.
    public var admittedLoad: Int
    /// Whether devices are asked to capture at other moments and, in overload, less often.
    public var isPacing: Bool
    /// Where the fellow cells listen for devices, by the names that devices know them by: there
    /// devices are sent when this coordinator drains. Empty to send them nowhere.
    public var fellows: [String]
    /// How long a drain waits at most for devices to go to a fellow cell.
    public var handoverTime: Interval
    /// The numbers the batches are made by; its limits for queue, workers and streams follow from
    /// the ones above.
    public var batching: BatcherConfiguration

    /// Fellow cells that may be named, at most.
    public static let fellowLimit = Limits.fellows

    /// Makes the value from its fields.
    public init(
        bundles: [BundleID], deviceLimit: Int, workerLimit: Int, deviceCredit: Int,
        heldByteLimit: Int, referenceByteLimit: Int, retryAfter: Interval,
        session: SessionConfiguration, requestClass: RequestClass, queueLimit: Int,
        fleets: [Fleet], admittedLoad: Int, isPacing: Bool, fellows: [String],
        handoverTime: Interval,
        batching: BatcherConfiguration
    ) {
        self.bundles = bundles
        self.deviceLimit = deviceLimit
        self.workerLimit = workerLimit
        self.deviceCredit = deviceCredit
        self.heldByteLimit = heldByteLimit
        self.referenceByteLimit = referenceByteLimit
        self.retryAfter = retryAfter
        self.session = session
        self.requestClass = requestClass
        self.queueLimit = queueLimit
        self.fleets = fleets
        self.admittedLoad = admittedLoad
        self.isPacing = isPacing
        self.fellows = fellows
        self.handoverTime = handoverTime
        self.batching = batching
    }

    /// The numbers for one cell that serves the bundles its workers bring.
    public static let standard = CoordinatorConfiguration(
        bundles: [],
        // 16 workers at 253 devices each (small backbone, 10 Hz, 95 % load).
        deviceLimit: 4_096,
        workerLimit: Limits.workers,
        // One in flight, and one more while the round trip is longer than the capture period.
        deviceCredit: 2,
        // 4,096 waiting and 1,024 running latents at the hard limit of a degraded link, 14 KB.
        heldByteLimit: 72 << 20,
        // 32 KiB a device: 25 latents of four streams at 320 bytes each.
        referenceByteLimit: 128 << 20,
        // A restarted worker is back within half a second.
        retryAfter: .milliseconds(500),
        session: .standard,
        requestClass: .ordinary,
        queueLimit: 4_096,
        fleets: [],
        // At ten times what the workers can do even a fair share is one plan of ten. Who promises
        // plans in time takes 950: beyond it one lost worker of sixteen is an overload.
        admittedLoad: 10_000,
        isPacing: true,
        fellows: [],
        // A third of the grace of a container's end, half of it to tell all devices.
        handoverTime: .seconds(10),
        batching: .standard)

    /// What the batcher is given.
    var batcher: BatcherConfiguration {
        var configuration = batching
        configuration.queueLimit = queueLimit
        configuration.workerLimit = workerLimit
        configuration.streamLimit = deviceLimit * Limits.streamsPerDevice
        configuration.modelLimit = Limits.bundles
        configuration.batchLimit = Limits.batchMembers
        configuration.tenantShares = [1] + fleets.map(\.share)
        return configuration
    }
    /// Payload bytes that one device may have held beyond their end.
    var referenceShare: Int { referenceByteLimit / deviceLimit }
    /// Payloads a shell has to have room for: what is kept of each device and what waits or runs,
    /// and a full batch coming back from each worker.
    public var payloadCountLimit: Int {
        deviceLimit * (Limits.keptPerDevice + deviceCredit) + workerLimit * Limits.batchMembers
    }
    /// Bytes of payloads a shell has to have room for: latents and references, and as much again on
    /// the way out.
    public var payloadByteLimit: Int { 2 * (heldByteLimit + referenceByteLimit) }
    func check() {
        precondition(
            (1...Limits.devices).contains(deviceLimit)
                && (1...Limits.workers).contains(workerLimit)
                && (1...Limits.credit).contains(deviceCredit)
                && fellows.count <= Limits.fellows
                && fellows.allSatisfy { Wire.Limits.allowsEndpoint($0) }
                && handoverTime > .zero && handoverTime <= Limits.handover
                && bundles.count <= Limits.bundles && fleets.count <= Limits.fleets
                && fleets.allSatisfy { $0.share >= 1 } && admittedLoad > 0 && heldByteLimit > 0
                && referenceByteLimit >= 0,
            "the coordinator's configuration keeps its limits")
    }
}
