public import Timekeeping

/// What a chaos case showed that must not be.
public enum ChaosFinding: Hashable, Sendable {
    /// What must hold after each event did not.
    case invariant(InvariantViolation)
    /// Control ticks and the missed ones are not as many as the drive had room for.
    case ticks(made: Int, missed: UInt64, steps: Int)
    /// More captures were on their way at the end than have a place.
    case unaccounted(pending: UInt64)
    /// The cloud's plan was older than it may be when the device stopped following it.
    case lateFallback(age: Interval)
    /// The cloud did not drive again in time after everything was well; nil if not at all.
    case notRecovered(after: Interval?)
    /// The car touched something, or left the road.
    case mishap(collisions: Int, offRoad: Interval)
}

extension ChaosFinding: CustomStringConvertible {
    /// What it is, for people.
    public var description: String {
        switch self {
        case .invariant(let violation): "\(violation)"
        case .ticks(let made, let missed, let steps):
            "\(made) control ticks and \(missed) missed ones in \(steps) periods"
        case .unaccounted(let pending): "\(pending) captures were still on their way"
        case .lateFallback(let age):
            "the cloud drove by a plan of \(age.milliseconds) ms until the fallback"
        case .notRecovered(let after):
            after.map { "the cloud drove again only \($0.seconds) s after all was well" }
                ?? "the cloud did not drive again"
        case .mishap(let collisions, let offRoad):
            "\(collisions) collisions, off the road for \(offRoad.seconds) s"
        }
    }
}
