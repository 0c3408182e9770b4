import Timekeeping

/// How many requests of each model arrive a second: counted over the last half second, which is a
/// whole number of captures at 10 Hz, so that a steady fleet measures steady.
struct DemandMeter: Sendable {
    private var windows: [UInt32]
    private var sums: [UInt32]
    private let models: Int
    private var current = 0
    private var filled = 0
    private var end: UInt64 = 0

    /// 25 ms each, twenty of them closed and one open.
    private static let windowNanoseconds: UInt64 = 25_000_000
    private static let windowCount = 21

    init(models: Int) {
        self.models = models
        windows = Array(repeating: 0, count: models * Self.windowCount)
        sums = Array(repeating: 0, count: models)
    }

    mutating func count(_ model: Int) { windows[current * models + model] += 1 }

    /// Closes the windows that ended; whether any did.
    mutating func advance(to now: Instant) -> Bool {
        now.nanoseconds >= end && close(at: now)
    }
    private mutating func close(at now: Instant) -> Bool {
        guard end > 0 else {
            end = Self.windowEnd(after: now.nanoseconds)
            return false
        }
        for _ in 0...Self.windowCount where now.nanoseconds >= end { closeWindow() }
        // After a long pause every window is empty already.
        if now.nanoseconds >= end { end = Self.windowEnd(after: now.nanoseconds) }
        return true
    }
    /// Requests a second; 0 before the first window closed.
    func rate(_ model: Int) -> Int64 {
        guard filled > 0 else { return 0 }
        let span = Int64(filled) * Int64(Self.windowNanoseconds)
        return Int64(sums[model]) * 1_000_000_000 / span
    }

    /// Saturates: a deadline at the end of time is waited for until then.
    private static func windowEnd(after start: UInt64) -> UInt64 {
        let (end, overflow) = start.addingReportingOverflow(windowNanoseconds)
        return overflow ? .max : end
    }
    private mutating func closeWindow() {
        end = Self.windowEnd(after: end)
        filled = min(filled + 1, Self.windowCount)
        for model in 0..<models { sums[model] += windows[current * models + model] }
        current = (current + 1) % Self.windowCount
        for model in 0..<models {
            if filled == Self.windowCount { sums[model] -= windows[current * models + model] }
            windows[current * models + model] = 0
        }
        if filled == Self.windowCount { filled -= 1 }
    }
}
