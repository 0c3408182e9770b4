/// Everything one run of the benchmark found.
struct BenchReport: Codable {
    let machine: Machine
    /// The bundle measured: its name, its version and the first digits of its identity.
    let bundle: String
    /// Samples of each contestant.
    let repeats: Int
    /// Threads of each network.
    let threads: Int
    let contests: [ContestResult]
    let latentBytes: LatentBytes
    /// The middle time from arrival to plan at the coordinator, the worker's compute apart, as the
    /// plans reported it, microseconds.
    let reportedQueueMicroseconds: Double
    /// The middle time of the worker's compute, with a backbone that does nothing, microseconds.
    let reportedComputeMicroseconds: Double
}
