public import Timekeeping

/// What happens to a batcher.
public enum BatcherInput: Hashable, Sendable {
    /// A stream may ask from now on; of an open one, its profile changed.
    case streamOpened(StreamSlot, StreamProfile)
    /// A stream asks no more; what it asked has nobody to go to.
    case streamClosed(StreamSlot)
    /// A stream asks.
    case arrived(Request)
    /// One request is wanted no more.
    case withdrawn(RequestID)
    /// A worker is ready for work.
    case workerJoined(WorkerSlot, WorkerProfile)
    /// A worker takes no more work; what it runs it finishes.
    case workerDraining(WorkerSlot)
    /// A worker is gone and what it ran with it.
    case workerLost(WorkerSlot)
    /// A worker finished a batch and made a plan for every member.
    case finished(WorkerSlot, BatchNumber)
    /// A worker finished a batch: its members in the order they were dispatched.
    case finishedInPart(WorkerSlot, BatchNumber, [FinishedMember])
    /// A message took so long from here to a device.
    case downlinkMeasured(NetworkClass, Interval)
    /// The wakeup is due.
    case wake
    /// No more arrivals are taken; what is queued or runs goes on.
    case drain
}
