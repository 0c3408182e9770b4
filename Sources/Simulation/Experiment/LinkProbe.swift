public import NetworkModel
public import Randomness
public import Timekeeping

/// Whether a link delivers: frames of a fixed size at each period, each answered after a fixed
/// time, over one connection each way, whatever anybody drives.
public struct LinkProbe {
    /// What is sent.
    public struct Load: Hashable, Sendable {
        /// Bytes of a frame.
        public var frameBytes: Int
        /// Bytes of its answer.
        public var answerBytes: Int
        /// From one capture to the next.
        public var period: Interval
        /// From the capture until the frame is sent, and from its arrival to its answer.
        public var deviceTime: Interval
        /// From the frame's arrival to its answer.
        public var cloudTime: Interval
        /// An answer of this age or younger came in time.
        public var budget: Interval

        /// A load from its parts.
        public init(
            frameBytes: Int, answerBytes: Int, period: Interval, deviceTime: Interval,
            cloudTime: Interval, budget: Interval
        ) {
            self.frameBytes = frameBytes
            self.answerBytes = answerBytes
            self.period = period
            self.deviceTime = deviceTime
            self.cloudTime = cloudTime
            self.budget = budget
        }
    }
    /// Whole seconds that were looked at.
    public private(set) var seconds = 0
    /// Of these, how many had an answer come in time.
    public private(set) var served = 0
    private let load: Load
    private var up: StreamLink
    private var down: StreamLink
    private var answers = EventQueue<UInt64>()
    private var sends = EventQueue<UInt64>()
    private var isServed: [Bool]

    /// Looks at `link` from `start` until `end`, both since its beginning.
    public init(
        _ link: LinkCourse, seeds: (up: Seed, down: Seed), load: Load, from start: Interval,
        until end: Interval
    ) {
        self.load = load
        up = StreamLink(
            link.conditions.up, returnDelay: link.conditions.returnDelay(of: .up), seed: seeds.up,
            start: .origin)
        down = StreamLink(
            link.conditions.down, returnDelay: link.conditions.returnDelay(of: .down),
            seed: seeds.down, start: .origin)
        seconds = max(Int((end - start).nanoseconds / Interval.seconds(1).nanoseconds), 0)
        isServed = [Bool](repeating: false, count: seconds)
        run(link.changes, from: start, until: end)
        served = isServed.count { $0 }
    }

    private mutating func run(
        _ changes: [TimedLinkChange], from start: Interval, until end: Interval
    ) {
        var rest = changes[...]
        var capture: UInt64 = 0
        sends.schedule(0, at: captured(0) + load.deviceTime)
        while true {
            let change = rest.first.map { Instant.origin + $0.at }
            let wakes = [up.wakeup, down.wakeup, answers.next, sends.next, change]
            guard let now = wakes.compactMap({ $0 }).min(), now < .origin + end else { return }
            while let next = rest.first, .origin + next.at <= now {
                rest.removeFirst()
                apply(next, at: now)
            }
            up.handle(.wake, at: now)
            down.handle(.wake, at: now)
            if sends.next == now, let (_, number) = sends.popFirst() {
                if up.accepts(load.frameBytes) {
                    up.handle(.offer(id: number, bytes: load.frameBytes), at: now)
                }
                capture += 1
                sends.schedule(capture, at: captured(capture) + load.deviceTime)
            }
            if answers.next == now, let (_, number) = answers.popFirst(),
                down.accepts(load.answerBytes)
            {
                down.handle(.offer(id: number, bytes: load.answerBytes), at: now)
            }
            drain(at: now, from: start)
        }
    }
    private func captured(_ number: UInt64) -> Instant { .origin + load.period * Int64(number) }
    private mutating func drain(at now: Instant, from start: Interval) {
        while let output = up.nextOutput() {
            guard case .delivered(let id, _, true, _) = output else { continue }
            answers.schedule(id, at: now + load.cloudTime)
        }
        while let output = down.nextOutput() {
            guard case .delivered(let id, _, true, _) = output else { continue }
            let into = now - .origin - start
            let second = Int(into.nanoseconds / Interval.seconds(1).nanoseconds)
            guard now - captured(id) <= load.budget, into >= .zero, second < seconds else {
                continue
            }
            isServed[second] = true
        }
    }
    private mutating func apply(_ timed: TimedLinkChange, at now: Instant) {
        switch timed.direction {
        case .up: up.handle(.change(timed.change), at: now)
        case .down: down.handle(.change(timed.change), at: now)
        }
        guard case .conditions(let conditions) = timed.change else { return }
        switch timed.direction {
        case .up: down.handle(.returnDelay(conditions.usualDelay), at: now)
        case .down: up.handle(.returnDelay(conditions.usualDelay), at: now)
        }
    }
}
