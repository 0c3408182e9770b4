import Synchronization

/// The control loop's sign of life: counted by the loop with each tick whose command went out, read
/// by whoever watches. Counting costs nothing and waits for nobody.
public final class Pulse: Sendable {
    private let count = Atomic<UInt64>(0)

    /// Nothing has happened yet.
    public init() {}

    /// Ticks so far.
    public var ticks: UInt64 { count.load(ordering: .acquiring) }
    /// One more tick is made.
    func beat() { count.wrappingAdd(1, ordering: .releasing) }
}
