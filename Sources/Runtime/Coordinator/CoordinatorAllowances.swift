/// How many messages a coordinator takes from each peer, by side.
public struct CoordinatorAllowances: Hashable, Sendable {
    /// From each device.
    public var device: PeerAllowance
    /// From each worker.
    public var worker: PeerAllowance

    /// Allowances from their parts.
    public init(device: PeerAllowance, worker: PeerAllowance) {
        self.device = device
        self.worker = worker
    }

    /// What no legal peer comes near.
    public static let standard = CoordinatorAllowances(device: .device, worker: .worker)
}
