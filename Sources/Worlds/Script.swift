/// What an actor does of its own accord. Distances are from the front bumper of the driven car,
/// metres; speeds metres per second; times seconds.
enum Script: Hashable, Sendable {
    /// Stays where it is.
    case still
    /// Keeps its lane at `cruise`.
    case drive(cruise: Double)
    /// Drives until the car is nearer than `trigger`, then brakes to a stop and drives on after
    /// `pause`.
    case brake(cruise: Double, trigger: Double, braking: Double, pause: Double)
    /// Drives until the car is nearer than `trigger` in another lane, then moves over to `target`.
    case cutIn(cruise: Double, trigger: Double, target: Double, lateralSpeed: Double)
    /// Waits until the car is nearer than `trigger`, then walks over to the offset `target`; turns
    /// back at the offset `turn` if there is one.
    case walk(trigger: Double, speed: Double, target: Double, turn: Double?)

    /// How far a script has come.
    enum Stage: Hashable, Sendable {
        case before
        case acting
        case returning
        case after
    }
}
