public import SansIO
public import Timekeeping
public import Wire

/// What must hold in every drive, whatever link, seed and scenario.
public enum Invariant: Hashable, Sendable {
    /// One tick gives one command, and nothing else gives any.
    case oneCommandPerTick(found: Int)
    /// Fates of captures add up at the device.
    case edgeBalance
    /// Fates of latents add up at the coordinator.
    case coordinatorBalance
    /// Fates of members add up at the worker.
    case workerBalance
    /// Each capture has one fate event.
    case oneFatePerCapture(events: UInt64, ended: UInt64)
    /// A plan past T_fb drives nothing but a stop.
    case freshPlanDrives(age: Interval)
    /// A plan that is followed is of the session in use, in order, of a known capture, and no older
    /// than the device says.
    case planFollowed(PlanRule)
    /// A payload is held until it is released, once.
    case payloadHeld(PayloadID)
    /// Payloads do not pile up.
    case payloadsBounded(found: Int)
    /// A capture is held until it is released, once.
    case captureHeld(CaptureID)
    /// Captures do not pile up.
    case capturesBounded(found: Int)
    /// What one process writes, another reads.
    case frameReadable(DecodeError)
    /// A frame has the payload parts it describes.
    case payloadsDescribed
    /// A client has a connection and a spare, no more.
    case connectionsBounded
    /// Events do not pile up.
    case eventsBounded(found: Int)
    /// Time goes on.
    case timeAdvances
}
