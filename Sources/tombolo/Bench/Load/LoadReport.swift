/// What `tombolo bench fleet` found.
struct LoadReport: Codable {
    let machine: Machine
    let plan: LoadPlan
    /// Nil if the coordinator is somebody else's.
    let cluster: LoadClusterOptions?
    let results: [LoadResult]
    /// The coordinator's processor time for a request over a relay's, by the relay's name.
    let ratios: [String: Double]
}
