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
    /// The backbone is through with an execution that took this long.
    case executed(Execution, Interval)
    /// Something happens on a link.
    case link(Route)
    /// The coordinator's process ends without a word.
    case coordinatorFails

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
        case .coordinatorFails: 8
        }
    }
}
