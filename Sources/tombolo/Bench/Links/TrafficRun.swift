import Glibc
import Runtime
import Timekeeping

/// The traffic of one row between real sockets: devices that send frames, a service that answers
/// each with a plan at once, chasers behind both, all on one thread.
struct TrafficRun {
    private struct Chaser {
        let due: Instant
        let peer: Int
    }
    private let row: TrafficRow
    private let listener: Int32
    private let watch = DescriptorWatch()
    // First the devices, then those whom the service has accepted.
    private var peers: [TrafficPeer]
    private var captures: [Instant?] = []
    private var chasers: [Chaser] = []
    private var nextChaser = 0
    // By flow.
    private var delays: [[Interval]]
    private var clock = MonotonicClock()
    private var buffer = [UInt8](repeating: 7, count: 256 << 10)

    private static let chaserBytes = 32
    private static let chaserDelay = Interval.milliseconds(20)
    private static let listenerToken = UInt64.max

    /// Devices' connections, under way, and the service's listener; all are closed at the end.
    init(_ row: TrafficRow, listener: Int32, devices: [Int32]) {
        self.row = row
        self.listener = listener
        peers = devices.map { TrafficPeer($0) }
        delays = Array(repeating: [], count: row.flows)
    }

    /// Sends everything and waits for the last plans.
    mutating func run() throws(BenchError) -> TrafficResult {
        defer { for descriptor in peers.map(\.descriptor) + [listener] { close(descriptor) } }
        guard watch.add(listener, token: Self.listenerToken),
            peers.indices.allSatisfy({ watch.add(peers[$0].descriptor, token: UInt64($0)) })
        else { throw .unexpected("the system watches no more descriptors") }
        let start = clock.now()
        let from = start + TrafficRow.warmUp
        let until = from + row.measured
        let spacing = row.period / Int64(row.flows)
        let counted = Int(TrafficRow.warmUp.nanoseconds / spacing.nanoseconds)
        var now = start
        while now < until + TrafficRow.grace {
            let due = start + spacing * Int64(captures.count)
            if due <= now, now < until { capture(at: now) }
            sendChasers(at: now)
            // A millisecond at most: frames come as often.
            watch.wait(milliseconds: due <= now && now < until ? 0 : 1)
            for token in watch.ready { serve(token) }
            now = clock.now()
        }
        let measured = captures.dropFirst(counted).count
        let answered = delays.reduce(0) { $0 + $1.count }
        return TrafficResult(delays, missing: measured - answered)
    }

    private mutating func capture(at now: Instant) {
        let number = captures.count
        let peer = number % row.flows
        // What the sender has no room for has no plan.
        let isSent = peers[peer].send(UInt32(number), bytes: row.frameBytes, &buffer)
        captures.append(isSent ? now : nil)
        if isSent { follow(peer, at: now) }
    }
    private mutating func follow(_ peer: Int, at now: Instant) {
        guard row.hasChasers else { return }
        chasers.append(Chaser(due: now + Self.chaserDelay, peer: peer))
    }
    private mutating func sendChasers(at now: Instant) {
        while nextChaser < chasers.count, chasers[nextChaser].due <= now {
            let peer = chasers[nextChaser].peer
            nextChaser += 1
            // One that finds no room is not needed: something is behind the frame.
            _ = peers[peer].send(TrafficPeer.chaser, bytes: Self.chaserBytes, &buffer)
        }
        if nextChaser > 4_096 {
            chasers.removeFirst(nextChaser)
            nextChaser = 0
        }
    }
    private mutating func serve(_ token: UInt64) {
        guard token != Self.listenerToken else { return accept() }
        let peer = Int(token)
        var messages: [UInt32] = []
        peers[peer].receive(&buffer) { messages.append($0) }
        if peers[peer].isOver { watch.remove(peers[peer].descriptor) }
        for number in messages where number != TrafficPeer.chaser {
            let now = clock.now()
            if peer < row.flows {
                takePlan(Int(number), at: now)
            } else if peers[peer].send(number, bytes: TrafficRow.planBytes, &buffer) {
                follow(peer, at: now)
            }
        }
    }
    private mutating func takePlan(_ number: Int, at now: Instant) {
        guard number < captures.count, let capture = captures[number] else { return }
        let spacing = row.period / Int64(row.flows)
        guard number >= Int(TrafficRow.warmUp.nanoseconds / spacing.nanoseconds) else { return }
        delays[number % row.flows].append(now - capture)
    }
    private mutating func accept() {
        while let descriptor = TrafficSocket.accept(from: listener) {
            guard watch.add(descriptor, token: UInt64(peers.count)) else {
                close(descriptor)
                return
            }
            peers.append(TrafficPeer(descriptor))
        }
    }
}
