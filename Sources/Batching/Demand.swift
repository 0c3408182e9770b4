public import Timekeeping

/// What is asked of a model's workers against what they can do.
public struct Demand: Hashable, Sendable {
    /// What the cell's streams ask for at their own periods, of what its workers can do in full
    /// batches, in billionths.
    public var load: Int64
    /// Requests a second that the workers of the model can do in full batches.
    public var capacity: Int64
    /// The least time from a latent's arrival to its plan's: one member on the fastest worker; zero
    /// where no measurement says so.
    public var shortestPlan: Interval

    /// What one more stream with this period would add to the load.
    public func load(period: Interval) -> Int64 {
        guard period > .zero, capacity > 0 else { return 0 }
        let (product, overflow) = period.nanoseconds.multipliedReportingOverflow(by: capacity)
        return overflow ? 0 : 1_000_000_000_000_000_000 / product
    }
}
