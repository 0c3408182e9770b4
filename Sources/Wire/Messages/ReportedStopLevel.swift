/// How hard a machine is being stopped, as its failsafe reports it.
public enum ReportedStopLevel: UInt8, Hashable, Sendable, CaseIterable {
    /// Along a path that is still being planned.
    case comfortable = 1
    /// Along the last known path.
    case inLane = 2
    /// With the wheels as they are.
    case emergency = 3
}
