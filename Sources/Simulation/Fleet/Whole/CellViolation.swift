public import Randomness
public import Timekeeping

/// A run of a whole cell in which something that must hold did not: scenario, seed and moment
/// replay it.
public struct CellViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What did not hold.
    public let invariant: CellInvariant
    /// The scenario's name.
    public let scenario: String
    /// The seed of the cell.
    public let seed: Seed
    /// Since the beginning.
    public let elapsed: Interval
    /// The place of the device or worker it was noticed at, devices first; nil for none.
    public let client: Int?

    /// What did not hold and how to see it again.
    public var description: String {
        let place = client.map { ", at client \($0)" } ?? ""
        return "\(scenario), seed \(seed.value), at \(elapsed.nanoseconds) ns\(place): "
            + "\(invariant) does not hold; run this scenario and seed again to replay it"
    }
}
