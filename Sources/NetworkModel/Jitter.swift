public import Timekeeping

/// What is added to the delay of each packet: a law, and how long a value stays near itself.
///
/// The quantile that chooses from the law is a Gaussian process with exponential memory (AR(1),
/// sampled when packets are sent), so that slow packets come in a row, as on a radio link.
public struct Jitter: Hashable, Sendable {
    /// How much is added; 0 or more.
    public var law: DelayDistribution
    /// After this time the correlation of two values is 1/e; zero for none.
    public var correlation: Interval

    /// A jitter from its parts.
    public init(law: DelayDistribution, correlation: Interval) {
        self.law = law
        self.correlation = correlation
    }
}
