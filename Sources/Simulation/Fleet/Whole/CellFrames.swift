/// The messages that are on their way, by the places the calendar names them by.
struct CellFrames: Sendable {
    private var frames: [CellFrame?] = []
    private var free: [UInt64] = []

    /// Messages on their way.
    var count: Int { frames.count - free.count }

    mutating func insert(_ frame: CellFrame) -> UInt64 {
        guard let place = free.popLast() else {
            frames.append(frame)
            return UInt64(frames.count - 1)
        }
        frames[Int(place)] = frame
        return place
    }
    mutating func remove(_ place: UInt64) -> CellFrame {
        guard let frame = frames[Int(place)] else { preconditionFailure("a frame arrives once") }
        frames[Int(place)] = nil
        free.append(place)
        return frame
    }
}
