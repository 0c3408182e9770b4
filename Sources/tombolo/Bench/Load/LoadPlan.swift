import Timekeeping

/// What a fleet is to do, the same for each of its parts.
struct LoadPlan: Codable, Sendable {
    /// How devices decide when the next latent is due.
    enum Pace: String, Codable, Sendable {
        /// By the clock, whether or not the last one was answered.
        case open
        /// As soon as the last one ended.
        case closed
    }
    let devices: Int
    let pace: Pace
    /// Latents a second of each device; with a closed loop nothing but what the hello says.
    let rateHertz: Double
    /// Bytes of a latent's payload part.
    let latentBytes: Int
    /// How long is measured.
    let seconds: Double
    /// Threads that drive devices.
    let threads: Int
    /// From the instant a latent is due to the last instant its plan is of use.
    let budgetMilliseconds: Int
    let seed: UInt64

    var budget: Interval { .milliseconds(Int64(budgetMilliseconds)) }
    /// Time between two latents of a device.
    var period: Interval { .nanoseconds(Int64((1_000_000_000 / rateHertz).rounded())) }
    var measured: Interval { .nanoseconds(Int64(seconds * 1_000_000_000)) }
}
