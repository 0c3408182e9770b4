/// What a device's shell had to drop, each by its cause; all zero on a good day.
public struct EdgeDrops: Hashable, Sendable {
    /// News of the camera that came faster than the loop read them.
    public internal(set) var refusedSignals: UInt64 = 0
    /// Answers of the compute thread that found no room; none, for there is room for all.
    public internal(set) var refusedAnswers: UInt64 = 0
    /// Captures for whose bytes there was no room.
    public internal(set) var unheldCaptures: UInt64 = 0
    /// Captures whose picture was lost on its way from the camera.
    public internal(set) var missingPictures: UInt64 = 0
    /// Records of the drive that found no room.
    public internal(set) var lostRecords: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
