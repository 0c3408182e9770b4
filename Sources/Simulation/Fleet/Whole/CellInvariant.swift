/// What must hold in a whole cell, whatever happens to it.
public enum CellInvariant: Hashable, Sendable {
    /// Fates of captures add up at the device.
    case deviceBalance
    /// Each capture has one fate, and none has one that was not taken.
    case oneFatePerCapture
    /// Fates of latents add up at the coordinator.
    case coordinatorBalance
    /// Fates of members add up at the worker.
    case workerBalance
    /// What one side says it sent is what the other can have taken in.
    case sidesAgree
    /// A plan is for the device that it comes to, and of the capture that it names.
    case ownPlan
    /// After a plan is followed no older one is.
    case newestPlan
    /// A plan that counts as answered came by its deadline.
    case deadlineKept
    /// A device captures at the moments that it was asked for last, and at no others beside them.
    case paceObeyed
    /// The coordinator takes a device to have one session, and at most one that it has lost.
    case oneSession
    /// A payload is held until it is released, once, and payloads do not pile up.
    case payloadsHeld
    /// A message has the payload parts it describes.
    case payloadsDescribed
    /// Messages do not pile up.
    case framesBounded
    /// Time goes on.
    case timeAdvances
}
