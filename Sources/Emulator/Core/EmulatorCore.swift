import LinkFiles
import NetworkModel
import Relay
import SansIO
import Timekeeping

/// What an emulator decides: which packet comes out at the other end, and when. It holds no byte
/// and knows no device and no clock.
struct EmulatorCore: StateMachine {
    private struct Lane {
        let flow: UInt64
        var up: PacketLink
        var down: PacketLink
        var latest: Instant

        var wakeup: Instant? {
            let next = min(up.wakeup ?? .distantFuture, down.wakeup ?? .distantFuture)
            return next == .distantFuture ? nil : next
        }
        mutating func handle(
            _ input: PacketLinkInput, _ direction: LinkDirection, at now: Instant
        ) {
            switch direction {
            case .up: up.handle(input, at: now)
            case .down: down.handle(input, at: now)
            }
        }
    }
    private var link: RelayedLink
    private var timeline: LinkTimeline
    private let isShared: Bool
    private let flowLimit: Int
    // Lanes by number, and the numbers of flows. Where all share one it has the number 0.
    private var lanes: [UInt64: Lane] = [:]
    private var numbers: [UInt64: UInt64] = [:]
    private var nextNumber: UInt64 = 0
    private var alarms = AlarmQueue()
    private var outputs: [EmulatorOutput] = []
    private var head = 0
    private var retired = EmulatorCounts()

    /// An emulator of the link of `scenario`, which begins at `start`.
    init(_ scenario: LinkScenario, isShared: Bool, flowLimit: Int, start: Instant) {
        link = RelayedLink(scenario.profile, seed: scenario.seed, isShared: isShared, start: start)
        timeline = LinkTimeline(scenario, start: start)
        self.isShared = isShared
        self.flowLimit = flowLimit
    }

    /// When the next thing happens.
    var wakeup: Instant? {
        let next = min(alarms.next ?? .distantFuture, timeline.wakeup ?? .distantFuture)
        return next == .distantFuture ? nil : next
    }
    /// What was done so far.
    var counts: EmulatorCounts {
        var counts = retired
        for lane in lanes.values {
            counts.up.add(lane.up.counts)
            counts.down.add(lane.down.counts)
        }
        return counts
    }
    /// The next fate, or nil once all were taken.
    mutating func nextOutput() -> EmulatorOutput? {
        guard head < outputs.count else {
            outputs.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        head += 1
        return outputs[head - 1]
    }
    /// Takes one input.
    mutating func handle(_ input: EmulatorInput, at now: Instant) {
        while let event = timeline.popDue(at: now) { take(event.kind, at: now) }
        switch input {
        case .packet(let direction, let id, let bytes, let flow):
            if let lane = lane(of: flow, at: now) {
                lanes[lane]?.latest = now
                change(lane, direction, .offer(id: id, bytes: bytes), at: now)
            } else {
                retired.unheld += 1
                let fate = PacketLinkOutput.dropped(id: id, cause: .queueFull)
                outputs.append(EmulatorOutput(direction: direction, fate: fate))
            }
        case .event(let event): take(event, at: now)
        case .wake: break
        }
        while let lane = alarms.popDue(at: now) {
            for direction in LinkDirection.allCases { change(lane, direction, .wake, at: now) }
        }
    }

    private mutating func take(_ event: LinkEvent.Kind, at now: Instant) {
        switch event {
        case .profile(let profile):
            link.change(to: profile, at: now)
            for direction in LinkDirection.allCases {
                changeAll(direction, .conditions(profile.conditions[direction]), at: now)
            }
        case .change(let change, let directions):
            for direction in directions { order(change, direction, at: now) }
        case .connection(.blackhole(let span)):
            for direction in LinkDirection.allCases { order(.cut(for: span), direction, at: now) }
        case .connection(.reset), .connection(.halfOpen): retired.leftOut += 1
        }
    }
    private mutating func order(
        _ change: LinkChange, _ direction: LinkDirection, at now: Instant
    ) {
        link.apply(change, direction, at: now)
        changeAll(direction, change, at: now)
    }
    private mutating func changeAll(
        _ direction: LinkDirection, _ change: LinkChange, at now: Instant
    ) {
        // In the order they came, so that one seed is one result.
        for lane in lanes.keys.sorted() { self.change(lane, direction, .change(change), at: now) }
    }
    private mutating func change(
        _ number: UInt64, _ direction: LinkDirection, _ input: PacketLinkInput, at now: Instant
    ) {
        guard let place = lanes.index(forKey: number) else { return }
        lanes.values[place].handle(input, direction, at: now)
        while let fate = lanes.values[place].up.nextOutput() {
            outputs.append(EmulatorOutput(direction: .up, fate: fate))
        }
        while let fate = lanes.values[place].down.nextOutput() {
            outputs.append(EmulatorOutput(direction: .down, fate: fate))
        }
        alarms.set(number, at: lanes.values[place].wakeup)
    }
}

// Flows.
extension EmulatorCore {
    /// The lane that a flow's packets go by, or nil if there is none left.
    private mutating func lane(of flow: UInt64, at now: Instant) -> UInt64? {
        let flow = isShared ? 0 : flow
        if let number = numbers[flow] { return number }
        if lanes.count >= flowLimit { retireIdle(at: now) }
        guard lanes.count < flowLimit else { return nil }
        let number = nextNumber
        nextNumber += 1
        numbers[flow] = number
        lanes[number] = Lane(
            flow: flow, up: link.packets(.up, of: number, at: now),
            down: link.packets(.down, of: number, at: now), latest: now)
        retired.flows += 1
        return number
    }
    private mutating func retireIdle(at now: Instant) {
        for number in lanes.keys.sorted() {
            guard let lane = lanes[number], now - lane.latest >= Limits.idle,
                lane.up.heldCount + lane.down.heldCount == 0
            else { continue }
            retired.up.add(lane.up.counts)
            retired.down.add(lane.down.counts)
            numbers[lane.flow] = nil
            lanes[number] = nil
            alarms.set(number, at: nil)
        }
    }
}
