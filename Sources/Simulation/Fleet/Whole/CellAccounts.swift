public import CoordinatorCore
public import Timekeeping

/// What devices, coordinator and workers counted, each for itself.
public struct CellAccounts: Hashable, Sendable {
    /// The devices'.
    public internal(set) var captures = CellFates()
    /// The coordinator's.
    public internal(set) var coordinator: CoordinatorCounts?
    /// The workers': members that came, and of those the ones that a plan was sent of.
    public internal(set) var members: UInt64 = 0
    /// See `members`.
    public internal(set) var plansMade: UInt64 = 0
    /// Members whose session ended while a worker held them, or that died with it.
    public internal(set) var membersLost: UInt64 = 0
    /// Latents that the devices sent, and that came to the coordinator.
    public internal(set) var latentsSent: UInt64 = 0
    /// See `latentsSent`.
    public internal(set) var latentsArrived: UInt64 = 0
    /// Plans that the coordinator sent, and that came to their devices.
    public internal(set) var plansSent: UInt64 = 0
    /// See `plansSent`.
    public internal(set) var plansArrived: UInt64 = 0
    /// Sessions of devices that were established, that were lost, and hellos that were refused.
    public internal(set) var sessions: UInt64 = 0
    /// See `sessions`.
    public internal(set) var sessionsLost: UInt64 = 0
    /// See `sessions`.
    public internal(set) var refusals: UInt64 = 0
    /// Messages of devices and to devices, those that were lost included.
    public internal(set) var messagesUp: UInt64 = 0
    /// See `messagesUp`.
    public internal(set) var messagesDown: UInt64 = 0
    /// Bytes of their payloads.
    public internal(set) var payloadBytesUp: UInt64 = 0
    /// See `payloadBytesUp`.
    public internal(set) var payloadBytesDown: UInt64 = 0
    /// How far off the devices' estimates of the coordinator's clock were at the end: the middle
    /// one and the largest.
    public internal(set) var clockErrorMedian = Interval.zero
    /// See `clockErrorMedian`.
    public internal(set) var clockErrorMost = Interval.zero
    /// Things that happened in the simulation, each checked or one of some.
    public internal(set) var events: UInt64 = 0
}
