/// What a fleet's own cluster is made of.
struct FleetClusterOptions: Codable, Sendable {
    let workers: Int
    let batchLimit: Int
    let service: FleetService
    let ioThreads: Int
    let deviceLimit: Int
}
