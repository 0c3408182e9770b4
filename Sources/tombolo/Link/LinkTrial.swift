import LinkFiles
import NetworkModel
import Randomness
import Timekeeping

/// Frames over a modelled link, each answered by a plan at once, over one TCP connection each way.
struct LinkTrial {
    /// What is sent.
    struct Load: Hashable {
        var frameBytes: Int
        var planBytes: Int
        var period: Interval
        /// When the first frame is captured.
        var phase: Interval
        /// Only the newest frame is sent, once the plan of the one before has come.
        var isNewestOnly: Bool
        /// 32 bytes follow each message after 20 ms, so that a lost end is noticed.
        var hasChasers: Bool
    }
    /// From capture to arrival, and from there to the plan's arrival.
    private(set) var frameDelays: [Interval] = []
    private(set) var planDelays: [Interval] = []
    private(set) var roundTrips: [Interval] = []
    /// The frame that each of the round trips is of.
    private(set) var answered: [UInt64] = []
    private(set) var captures: [Instant] = []
    /// Frames that the connection had no room for, or that a newer one replaced.
    private(set) var unsent = 0
    /// The longest time without a plan, ends included.
    private(set) var longestGap = Interval.zero
    private let load: Load
    private var up: StreamLink
    private var down: StreamLink
    private var timeline: LinkTimeline
    private var now = Instant.origin
    private var latestPlan = Instant.origin
    private var arrivals: [UInt64: Instant] = [:]
    private var newest: UInt64?
    private var isInFlight = false
    private var chasers: (up: [Instant], down: [Instant]) = ([], [])

    private static let chaserID = UInt64.max
    private static let chaserBytes = 32
    private static let chaserDelay = Interval.milliseconds(20)

    /// Runs `load` over all of `scenario`.
    init(_ scenario: LinkScenario, _ load: Load) {
        self.load = load
        let link = scenario.profile.conditions
        // The seeds of a relay's first connection.
        let seeds = (
            up: Seed(scenario.seed.value &* 2), down: Seed(scenario.seed.value &* 2 &+ 1)
        )
        up = StreamLink(
            link.up, back: link.down, seed: seeds.up, backSeed: seeds.down, start: .origin)
        down = StreamLink(
            link.down, back: link.up, seed: seeds.down, backSeed: seeds.up, start: .origin)
        timeline = LinkTimeline(scenario, start: .origin)
        run(until: .origin + scenario.duration)
    }

    private mutating func run(until end: Instant) {
        while let next = next, next < end {
            now = next
            while let event = timeline.popDue(at: now) { take(event.kind) }
            if nextCapture == now { capture() }
            if chasers.up.first == now {
                chasers.up.removeFirst()
                offer(Self.chaserID, Self.chaserBytes, .up)
            }
            if chasers.down.first == now {
                chasers.down.removeFirst()
                offer(Self.chaserID, Self.chaserBytes, .down)
            }
            up.handle(.wake, at: now)
            down.handle(.wake, at: now)
            drain()
        }
        longestGap = max(longestGap, end - latestPlan)
    }
    private var nextCapture: Instant {
        .origin + load.phase + load.period * Int64(captures.count)
    }
    private var next: Instant? {
        [
            up.wakeup, down.wakeup, timeline.wakeup, chasers.up.first, chasers.down.first,
            nextCapture,
        ].compactMap { $0 }.min()
    }

    private mutating func take(_ event: LinkEvent.Kind) {
        switch event {
        case .profile(let profile):
            change(.conditions(profile.conditions.up), .up)
            change(.conditions(profile.conditions.down), .down)
        case .change(let change, let directions):
            for direction in directions { self.change(change, direction) }
        // There is one connection here, which nobody replaces: it is as if the link were cut.
        case .connection(.blackhole(let span)):
            for direction in LinkDirection.allCases { change(.cut(for: span), direction) }
        // A new connection is there at once.
        case .connection(.reset), .connection(.halfOpen):
            up.handle(.reset, at: now)
            down.handle(.reset, at: now)
            isInFlight = false
        }
    }
    private mutating func change(_ change: LinkChange, _ direction: LinkDirection) {
        switch direction {
        case .up:
            up.handle(.change(change), at: now)
            down.handle(.back(change), at: now)
        case .down:
            down.handle(.change(change), at: now)
            up.handle(.back(change), at: now)
        }
    }
    /// One end sends, and acknowledges what it has.
    private mutating func offer(_ id: UInt64, _ bytes: Int, _ direction: LinkDirection) {
        switch direction {
        case .up:
            up.handle(.offer(id: id, bytes: bytes), at: now)
            down.handle(.reply, at: now)
        case .down:
            down.handle(.offer(id: id, bytes: bytes), at: now)
            up.handle(.reply, at: now)
        }
    }
    private mutating func capture() {
        let id = UInt64(captures.count)
        captures.append(now)
        guard load.isNewestOnly else { return send(id) }
        if newest != nil { unsent += 1 }
        newest = id
        sendNewest()
    }
    private mutating func sendNewest() {
        guard !isInFlight, let id = newest else { return }
        newest = nil
        isInFlight = true
        send(id)
    }
    private mutating func send(_ id: UInt64) {
        guard up.accepts(load.frameBytes) else {
            unsent += 1
            isInFlight = false
            return
        }
        offer(id, load.frameBytes, .up)
        if load.hasChasers { chasers.up.append(now + Self.chaserDelay) }
    }
    private mutating func drain() {
        while let output = up.nextOutput() {
            guard case .delivered(let id, _, true, _) = output, id != Self.chaserID else {
                continue
            }
            frameDelays.append(now - captures[Int(id)])
            arrivals[id] = now
            offer(id, load.planBytes, .down)
            if load.hasChasers { chasers.down.append(now + Self.chaserDelay) }
        }
        while let output = down.nextOutput() {
            guard case .delivered(let id, _, true, _) = output, id != Self.chaserID else {
                continue
            }
            planDelays.append(now - (arrivals.removeValue(forKey: id) ?? now))
            roundTrips.append(now - captures[Int(id)])
            answered.append(id)
            longestGap = max(longestGap, now - latestPlan)
            latestPlan = now
            isInFlight = false
            sendNewest()
        }
    }
}
