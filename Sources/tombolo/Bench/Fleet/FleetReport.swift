/// What `tombolo bench fleet` found.
struct FleetReport: Codable {
    let machine: Machine
    let plan: FleetPlan
    /// Nil if the coordinator is somebody else's.
    let cluster: FleetClusterOptions?
    let results: [FleetResult]
    /// The coordinator's processor time for a request over a relay's, by the relay's name.
    let ratios: [String: Double]
}
