/// A stream that may ask.
struct StreamState: Sendable {
    var isOpen = false
    var model: UInt8 = 0
    var requestClass: UInt8 = 0
    var network: UInt8 = 0
    var tenant: UInt8 = 0
    /// Requests in a row whose plan was not in time.
    var misses: UInt8 = 0
    /// The place of its waiting request; -1 for none.
    var waiting: Int32 = -1
    /// Requests of it that run.
    var running: UInt32 = 0
    /// The turn of its newest request, and of the newest one that was answered.
    var turn: UInt32 = 0
    var answered: UInt32 = 0
    /// The capture of its newest request, in nanoseconds; no later than its arrival.
    var newest: UInt64 = 0
    /// When it asked last, and when it had a plan since, in nanoseconds; 0 for never.
    var asked: UInt64 = 0
    var planned: UInt64 = 0

    /// What its requests say of its rhythm: above zero it keeps its period, below zero it asks
    /// again as soon as it has its plan.
    var rhythm: Int8 = 0

    /// Whether it keeps a period, so that it can be asked to keep another.
    var keepsPeriod: Bool { rhythm > 0 }
    mutating func noteRhythm(keepsPeriod: Bool) {
        let most = SchedulingPolicy.rhythmMemory
        rhythm = keepsPeriod ? min(rhythm + 1, most) : max(rhythm - 1, -most)
    }
    mutating func noteMiss() { misses = min(misses + 1, Limits.missesCounted) }
    /// Its waiting request runs.
    mutating func run() {
        waiting = -1
        running += 1
    }
    /// Its waiting request was shed.
    mutating func shed() {
        waiting = -1
        noteMiss()
    }
    /// A worker's plan for it, in time by its odds or not, ends a request that runs.
    mutating func answer(turn: UInt32, isLikely: Bool, at now: UInt64) {
        planned = now
        running -= 1
        answered = turn
        if isLikely { misses = 0 } else { noteMiss() }
    }
}
