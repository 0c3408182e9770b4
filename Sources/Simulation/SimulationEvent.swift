import SansIO
import Timekeeping
import WorkerCore

/// Something that happens at an instant of the simulation.
enum SimulationEvent {
    /// The camera exposes.
    case capture
    /// A control tick, and the step of the world after it.
    case tick
    /// A core asked to be woken.
    case wake(Station)
    /// Head and local policy are through with a capture.
    case headFinished(CaptureID)
    /// The encoder is through with it.
    case encoded(CaptureID, multiplier: UInt16, reference: CaptureID?)
    /// The backbone of the worker of this number is through with an execution that took this long.
    case executed(Execution, Interval, worker: UInt64)
    /// Something happens on a link.
    case link(Route)
    /// A message comes once more.
    case replayed(Transport.Output)
    /// Something goes wrong, by its place among the faults.
    case fault(Int)
    /// It is over.
    case faultOver(Int)

    /// The event's number in a digest.
    var code: UInt8 {
        switch self {
        case .capture: 1
        case .tick: 2
        case .wake: 3
        case .headFinished: 4
        case .encoded: 5
        case .executed: 6
        case .link: 7
        case .replayed: 8
        case .fault: 9
        case .faultOver: 10
        }
    }
}
