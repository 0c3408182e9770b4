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
    /// A client's transport tries to open a connection.
    case connecting(Route, UInt64)
    /// A client's connection is usable.
    case opened(Route, UInt64)
    /// A client is told that its connection is gone.
    case closed(Route, UInt64)
    /// The coordinator is told that a peer is gone.
    case peerGone(PeerID)
    /// The coordinator hears that a client closed a connection.
    case clientClosed(Route, UInt64)
    /// A message arrives.
    case arrived(SimulatedFrame)
    /// Both ends are told that a link is gone.
    case linkNoticed(Route)
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
        case .opened: 7
        case .closed: 8
        case .peerGone: 9
        case .clientClosed: 10
        case .arrived: 11
        case .linkNoticed: 12
        case .coordinatorFails: 13
        case .connecting: 14
        }
    }
}
