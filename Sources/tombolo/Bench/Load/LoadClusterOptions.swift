/// What a fleet's own cluster is made of.
struct LoadClusterOptions: Codable, Sendable {
    let workers: Int
    let batchLimit: Int
    let service: LoadService
    let ioThreads: Int
    let deviceLimit: Int
}
