import Timekeeping

/// Devices on their way to fellow cells, while a coordinator drains.
struct Handover {
    let began: Instant
    /// Then whoever is still here is sent away.
    let end: Instant
    /// Devices there were when it began.
    let devices: Int
    /// Devices told to go.
    var told = 0
    /// The first place that was not looked at.
    var cursor = 0
    /// When the next ones are told, or it ends.
    var next: Instant

    /// How many are to be told by `now`: evenly over the first half, so that a fellow cell is not
    /// stormed, and that the last one told has as long as that to go.
    func due(at now: Instant) -> Int {
        let spread = max((end - began).nanoseconds / 2, 1)
        let elapsed = min(max((now - began).nanoseconds, 0), spread)
        // At most 2^15 devices times an hour in nanoseconds.
        return min(devices, Int(Int64(devices) * elapsed / spread) + 1)
    }
}
