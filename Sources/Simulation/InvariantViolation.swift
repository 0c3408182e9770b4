public import Randomness
public import Timekeeping

/// A drive in which something that must hold did not: the seed and the moment replay it.
public struct InvariantViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What did not hold.
    public let invariant: Invariant
    /// The seed of the drive.
    public let seed: Seed
    /// The scenario's name.
    public let scenario: String
    /// Since the beginning of the drive.
    public let elapsed: Interval

    /// What did not hold and how to see it again.
    public var description: String {
        "scenario \(scenario), seed \(seed.value), at \(elapsed.nanoseconds) ns: "
            + "\(invariant) does not hold; run this scenario and seed again to replay it"
    }
}
