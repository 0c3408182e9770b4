import Timekeeping

/// CoDel's decision for each packet that leaves a queue (RFC 8289, section 5).
struct ControlledDelay {
    private let target: Interval
    private let interval: Interval
    private var firstAbove: Instant?
    private var dropNext = Instant.origin
    private var count = 0
    private var lastCount = 0
    private var isDropping = false
    // The packet after the one that began a dropping spell goes out whatever it waited.
    private var passesNext = false
    private var schedulesNext = false

    private static let fullPacket = 1_500

    init(target: Interval, interval: Interval) {
        self.target = target
        self.interval = interval
    }

    /// Whether a packet that waited for `sojourn` is dropped at `now`; `backlog` is what waits
    /// behind it, in bytes.
    mutating func drops(sojourn: Interval, backlog: Int, at now: Instant) -> Bool {
        let mayDrop = mayDrop(sojourn, backlog, now)
        if passesNext {
            passesNext = false
            return false
        }
        guard isDropping else { return mayDrop && begin(at: now) }
        guard mayDrop else {
            isDropping = false
            return false
        }
        if schedulesNext { dropNext = next(after: dropNext) }
        schedulesNext = now >= dropNext
        if schedulesNext { count += 1 }
        return schedulesNext
    }

    private mutating func mayDrop(_ sojourn: Interval, _ backlog: Int, _ now: Instant) -> Bool {
        guard sojourn >= target, backlog > Self.fullPacket else {
            firstAbove = nil
            return false
        }
        guard let firstAbove else {
            self.firstAbove = now + interval
            return false
        }
        return now >= firstAbove
    }
    private mutating func begin(at now: Instant) -> Bool {
        isDropping = true
        passesNext = true
        schedulesNext = false
        let delta = count - lastCount
        // Begins near the rate that controlled the queue, if that was not long ago.
        count = delta > 1 && now - dropNext < interval * 16 ? delta : 1
        dropNext = next(after: now)
        lastCount = count
        return true
    }
    private func next(after instant: Instant) -> Instant {
        let root = Double(max(count, 1)).squareRoot()
        return instant + .nanoseconds(Int64(Double(interval.nanoseconds) / root))
    }
}
