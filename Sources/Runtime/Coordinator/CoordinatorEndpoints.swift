/// Where a coordinator listens.
public struct CoordinatorEndpoints: Hashable, Sendable {
    /// For devices, for example `tcp://127.0.0.1:5570`; port `*` takes a free one.
    public var devices: String
    /// For workers.
    public var workers: String

    /// Endpoints from their parts.
    public init(devices: String, workers: String) {
        self.devices = devices
        self.workers = workers
    }
}
