import Timekeeping

/// A process of the simulation. Each has a clock with an origin of its own, so that an instant
/// that strays from one process to another shows.
enum Station: Int, Hashable, CaseIterable {
    case edge
    case coordinator
    case worker

    /// What this process's clock says at the beginning of the drive.
    var clockOffset: Interval {
        switch self {
        case .edge: .seconds(1_000)
        case .coordinator: .seconds(50)
        case .worker: .seconds(70_000)
        }
    }
}
