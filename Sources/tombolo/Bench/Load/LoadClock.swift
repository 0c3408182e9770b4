import Synchronization
import Timekeeping

/// What the command and its driving threads tell each other: when latents begin, which of them
/// count, when it is over, and how many devices are ready.
final class LoadClock: Sendable {
    private let begin = Atomic<UInt64>(0)
    private let from = Atomic<UInt64>(.max)
    private let until = Atomic<UInt64>(.max)
    private let end = Atomic<UInt64>(.max)
    private let ready = Atomic<Int>(0)
    private let answers = Atomic<Int>(0)

    /// The millisecond the first latents are due at, or nil while devices gather.
    var beginTick: UInt64? {
        let begin = begin.load(ordering: .acquiring)
        return begin == 0 ? nil : begin
    }
    /// Whether a request that is due at millisecond `tick` counts.
    func counts(_ tick: UInt64) -> Bool {
        tick >= from.load(ordering: .relaxed) && tick < until.load(ordering: .relaxed)
    }
    /// Whether latents are still sent at `tick`.
    func isSending(_ tick: UInt64) -> Bool { tick < until.load(ordering: .relaxed) }
    func isOver(_ tick: UInt64) -> Bool { tick >= end.load(ordering: .relaxed) }

    /// Lets latents begin now and says when they count; returns the ends of that time.
    func start(at now: Instant, measured: Interval) -> (from: Instant, until: Instant) {
        let begin = now + .milliseconds(20)
        let from = begin + LoadLimits.warmUp
        let until = from + measured
        self.from.store(Self.tick(of: from), ordering: .relaxed)
        self.until.store(Self.tick(of: until), ordering: .relaxed)
        end.store(Self.tick(of: until + LoadLimits.lastAnswers), ordering: .relaxed)
        self.begin.store(Self.tick(of: begin), ordering: .releasing)
        return (from, until)
    }
    /// Ends it before its time.
    func stop() { end.store(0, ordering: .relaxed) }

    func noteReady(_ change: Int) { ready.add(change, ordering: .relaxed) }
    var readyCount: Int { ready.load(ordering: .relaxed) }
    func noteAnswer() { answers.add(1, ordering: .relaxed) }
    var answerCount: Int { answers.load(ordering: .relaxed) }

    static func tick(of instant: Instant) -> UInt64 { instant.nanoseconds / 1_000_000 }
    static func instant(of tick: UInt64) -> Instant { .milliseconds(tick) }
}
