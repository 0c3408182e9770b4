public import Randomness

/// Randomness that differs in each process: for epochs and jitter, never for a world.
public enum Chance {
    /// A stream seeded by the system.
    public static func stream() -> RandomStream {
        var system = SystemRandomNumberGenerator()
        return Seed(system.next()).stream("process")
    }
}
