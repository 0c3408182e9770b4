import CoordinatorCore

/// Which of the two links.
enum Route: Int, Hashable, CaseIterable {
    /// Between the device and the coordinator.
    case device
    /// Between the worker and the coordinator.
    case worker

    /// What the coordinator calls its clients.
    var side: PeerSide {
        switch self {
        case .device: .device
        case .worker: .worker
        }
    }
}
