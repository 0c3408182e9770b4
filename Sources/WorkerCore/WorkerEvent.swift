public import Session
public import Timekeeping
public import Wire

/// What an operator may want to know of a worker.
public enum WorkerEvent: Hashable, Sendable {
    /// The coordinator took it in.
    case established(epoch: UInt64)
    /// The coordinator did not.
    case refused(Refuse)
    /// The session, or a try at one, ended; another try follows unless the worker leaves.
    case lost(SessionLoss)
    /// A batch began to run.
    case started(execution: UInt64, batch: UInt64, members: Int)
    /// A batch was run.
    case executed(execution: UInt64, batch: UInt64, members: Int, computed: Interval)
    /// The backbone gave plans that are not finite; they were answered as failed.
    case unsound(batch: UInt64, members: Int)
    /// A batch was sent back unrun.
    case turnedAway(batch: UInt64, BatchRefusal)
    /// What a batch made had nobody to go to: its session had ended.
    case orphaned(batch: UInt64)
    /// Bytes came in that are no frame.
    case undecodable(DecodeError)
    /// The coordinator asks it to finish what it holds and leave.
    case coordinatorDraining
}
