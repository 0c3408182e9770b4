/// How hard a minimal risk manoeuvre is; it only ever gets harder (UN R157, 5.5; ISO 23793-1).
public enum StopLevel: Int, Hashable, Comparable, Sendable, CaseIterable {
    /// Along a path that is still being planned.
    case comfortable
    /// Along the last known path.
    case inLane
    /// With the wheels as they are.
    case emergency

    /// Orders levels, gentler first.
    public static func < (left: StopLevel, right: StopLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}
