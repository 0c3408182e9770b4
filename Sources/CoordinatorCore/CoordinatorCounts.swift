public import Wire

/// What the coordinator did since it began.
public struct CoordinatorCounts: Hashable, Sendable {
    /// Latents that arrived in a session.
    public internal(set) var arrivals: UInt64 = 0
    /// Latents that wait for a worker now.
    public internal(set) var queued = 0
    /// Latents that a worker holds now.
    public internal(set) var running = 0
    /// Latents whose plan is with the transport, which has not said whether it takes it; zero once
    /// an input is handled to its end.
    public internal(set) var leaving = 0
    /// Of the latents that were lost, those whose plan the transport did not take.
    public internal(set) var plansNotTaken: UInt64 = 0
    /// Devices that have a session now.
    public internal(set) var devices = 0
    /// Workers that have a session now.
    public internal(set) var workers = 0
    /// Payload bytes of the latents that wait or run now.
    public internal(set) var heldByteCount = 0
    /// Payload bytes of ended latents that are held, since later ones may be predicted from them.
    public internal(set) var referenceByteCount = 0
    /// Latents taken in that were predicted from an earlier one.
    public internal(set) var predicted: UInt64 = 0
    /// Links sent to workers along with them.
    public internal(set) var links: UInt64 = 0
    /// Latents that nothing could be predicted from, for want of room to keep them.
    public internal(set) var unkept: UInt64 = 0
    /// Batches given to workers.
    public internal(set) var batches: UInt64 = 0
    /// Frames that are no legal frame.
    public internal(set) var undecodableFrames: UInt64 = 0
    /// Frames of a kind this version does not know, skipped.
    public internal(set) var unknownKinds: UInt64 = 0
    /// Reports of devices' failsafes.
    public internal(set) var failsafeReports: UInt64 = 0
    /// Those with a change of state that was not told, because too many of the device were.
    public internal(set) var failsafeReportsWithheld: UInt64 = 0
    /// Legal messages without a place.
    public internal(set) var unexpectedMessages: UInt64 = 0
    /// Messages of no session, or of an older epoch of one.
    public internal(set) var sessionlessMessages: UInt64 = 0
    /// Refusals sent.
    public internal(set) var refusals: UInt64 = 0
    /// Refusals not sent, because too many were.
    public internal(set) var refusalsWithheld: UInt64 = 0
    /// Results for a batch their worker does not hold: late, doubled or invented.
    public internal(set) var strayResults: UInt64 = 0
    /// Results that do not fit their batch.
    public internal(set) var misshapenResults: UInt64 = 0
    /// Plans for latents that had ended by then.
    public internal(set) var uselessMembers: UInt64 = 0

    /// Latents whose capture stamp cannot be true by what is known of the device's clock.
    public internal(set) var implausibleStamps: UInt64 = 0
    /// Devices asked to capture at another moment or less often.
    public internal(set) var paces: UInt64 = 0
    /// Devices not admitted because the workers would be overloaded.
    public internal(set) var unadmitted: UInt64 = 0
    /// Devices told to go to a fellow cell.
    public internal(set) var rehomes: UInt64 = 0
    /// Devices that said goodbye during a handover, since they are welcome elsewhere.
    public internal(set) var rehomed: UInt64 = 0
    /// Workers turned away because they failed too often lately.
    public internal(set) var quarantined: UInt64 = 0

    private var fates: [UInt64] = Array(repeating: 0, count: RequestFate.allCases.count)
    private var causes: [UInt64] = Array(
        repeating: 0, count: Int(OutcomeCause.allCases.map(\.rawValue).max() ?? 0) + 1)

    /// Latents that ended so.
    public subscript(fate: RequestFate) -> UInt64 { fates[fate.rawValue] }
    /// Latents that ended without a plan for this cause.
    public subscript(cause: OutcomeCause) -> UInt64 { causes[Int(cause.rawValue)] }
    /// Latents that ended.
    public var ended: UInt64 { fates.reduce(0, +) }
    /// Whether each latent that arrived has ended, waits, runs or leaves.
    public var isBalanced: Bool {
        guard let open = UInt64(exactly: queued + running + leaving) else { return false }
        return arrivals == ended + open
    }

    mutating func count(_ fate: RequestFate, _ cause: OutcomeCause?) {
        fates[fate.rawValue] += 1
        if let cause { causes[Int(cause.rawValue)] += 1 }
    }
}
