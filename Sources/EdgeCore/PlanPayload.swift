/// What the shell made of a plan's payload part.
public enum PlanPayload: Hashable, Sendable {
    /// Its values.
    case values(PlanValues)
    /// Its size or checksum is wrong.
    case corrupted
}
