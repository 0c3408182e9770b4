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
        up = StreamLink(
            link.up, returnDelay: link.returnDelay(of: .up),
            seed: Seed(scenario.seed.value &* 2), start: .origin)
        down = StreamLink(
            link.down, returnDelay: link.returnDelay(of: .down),
            seed: Seed(scenario.seed.value &* 2 &+ 1), start: .origin)
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
                up.handle(.offer(id: Self.chaserID, bytes: Self.chaserBytes), at: now)
            }
            if chasers.down.first == now {
                chasers.down.removeFirst()
                down.handle(.offer(id: Self.chaserID, bytes: Self.chaserBytes), at: now)
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
            let link = profile.conditions
            up.handle(.change(.conditions(link.up)), at: now)
            up.handle(.returnDelay(link.returnDelay(of: .up)), at: now)
            down.handle(.change(.conditions(link.down)), at: now)
            down.handle(.returnDelay(link.returnDelay(of: .down)), at: now)
        case .change(let change, let directions):
            if directions.contains(.up) { up.handle(.change(change), at: now) }
            if directions.contains(.down) { down.handle(.change(change), at: now) }
        // There is one connection here, which nobody replaces: it is as if the link were cut.
        case .connection(.blackhole(let span)):
            up.handle(.change(.cut(for: span)), at: now)
            down.handle(.change(.cut(for: span)), at: now)
        // A new connection is there at once.
        case .connection(.reset), .connection(.halfOpen):
            up.handle(.reset, at: now)
            down.handle(.reset, at: now)
            isInFlight = false
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
        up.handle(.offer(id: id, bytes: load.frameBytes), at: now)
        if load.hasChasers { chasers.up.append(now + Self.chaserDelay) }
    }
    private mutating func drain() {
        while let output = up.nextOutput() {
            guard case .delivered(let id, _, true, _) = output, id != Self.chaserID else {
                continue
            }
            frameDelays.append(now - captures[Int(id)])
            arrivals[id] = now
            down.handle(.offer(id: id, bytes: load.planBytes), at: now)
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
