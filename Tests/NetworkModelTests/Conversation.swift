import NetworkModel
import Randomness
import SansIO
import Timekeeping

/// A device that sends frames over a link and a service that answers each with a plan at once; both
/// may send a chaser after each message, 20 ms later.
struct Conversation {
    var up: StreamLink
    var down: StreamLink
    let frameBytes: Int
    let period: Interval
    let hasChasers: Bool
    /// Only one frame on its way; a newer one replaces one that waits.
    let isOneInFlight: Bool
    /// From each frame's capture to its plan, in the order of plans.
    private(set) var delays: [Interval] = []
    /// When plans came.
    private(set) var planInstants: [Instant] = []
    private var captures: [Instant] = []
    private var waiting: UInt64?
    private var isInFlight = false
    private var upChasers: [Instant] = []
    private var downChasers: [Instant] = []
    private var now = Instant.origin

    static let planBytes = 200
    static let chaserBytes = 32
    static let chaserID = UInt64.max
    static let chaserDelay = Interval.milliseconds(20)

    init(
        _ link: LinkConditions, frameBytes: Int, period: Interval, hasChasers: Bool,
        isOneInFlight: Bool = false, seed: Seed
    ) {
        let seeds = (up: Seed(seed.value &* 2), down: Seed(seed.value &* 2 &+ 1))
        up = StreamLink(
            link.up, back: link.down, seed: seeds.up, backSeed: seeds.down, start: .origin)
        down = StreamLink(
            link.down, back: link.up, seed: seeds.down, backSeed: seeds.up, start: .origin)
        self.frameBytes = frameBytes
        self.period = period
        self.hasChasers = hasChasers
        self.isOneInFlight = isOneInFlight
    }

    mutating func run(until end: Instant) {
        while true {
            let capture = Instant.origin + period * Int64(captures.count)
            let next =
                [
                    up.wakeup, down.wakeup, upChasers.first, downChasers.first, capture,
                ].compactMap { $0 }.min() ?? .distantFuture
            guard next <= end else { return }
            now = next
            if capture == now { captureFrame() }
            if upChasers.first == now {
                upChasers.removeFirst()
                offer(Self.chaserID, Self.chaserBytes, .up)
            }
            if downChasers.first == now {
                downChasers.removeFirst()
                offer(Self.chaserID, Self.chaserBytes, .down)
            }
            up.handle(.wake, at: now)
            down.handle(.wake, at: now)
            drain()
        }
    }
    mutating func cutBoth(for span: Interval) {
        for input: StreamLinkInput in [.change(.cut(for: span)), .back(.cut(for: span))] {
            up.handle(input, at: now)
            down.handle(input, at: now)
        }
    }
    /// The delay that the share `permille` of 1,000 does not exceed, in milliseconds.
    func milliseconds(permille: Int) -> Double {
        let sorted = delays.sorted()
        guard !sorted.isEmpty else { return .infinity }
        return sorted[min(sorted.count * permille / 1_000, sorted.count - 1)].milliseconds
    }
    /// The share of plans, in percent, that took longer.
    func percent(over milliseconds: Int64) -> Double {
        let over = delays.count { $0 > .milliseconds(milliseconds) }
        return Double(over) / Double(max(delays.count, 1)) * 100
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
    private mutating func captureFrame() {
        let id = UInt64(captures.count)
        captures.append(now)
        guard isOneInFlight else { return send(id) }
        waiting = id
        sendWaiting()
    }
    private mutating func sendWaiting() {
        guard !isInFlight, let id = waiting else { return }
        waiting = nil
        isInFlight = true
        send(id)
    }
    private mutating func send(_ id: UInt64) {
        offer(id, frameBytes, .up)
        if hasChasers { upChasers.append(now + Self.chaserDelay) }
    }
    private mutating func drain() {
        while let output = up.nextOutput() {
            guard case .delivered(let id, _, true, _) = output, id != Self.chaserID else {
                continue
            }
            offer(id, Self.planBytes, .down)
            if hasChasers { downChasers.append(now + Self.chaserDelay) }
        }
        while let output = down.nextOutput() {
            guard case .delivered(let id, _, true, _) = output, id != Self.chaserID else {
                continue
            }
            delays.append(now - captures[Int(id)])
            planInstants.append(now)
            isInFlight = false
            sendWaiting()
        }
    }
}
