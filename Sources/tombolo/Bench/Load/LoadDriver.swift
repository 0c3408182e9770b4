import Randomness
import Runtime
import Session
import Timekeeping
import Wire
import ZeroMQ

/// Drives a share of a fleet's devices on one thread: their sockets, sessions and timers.
///
/// It waits on the library's descriptors together, so that a turn costs by what happens in it
/// and not by how many devices there are.
final class LoadDriver {
    let dialect: LoadDialect
    let endpoint: String
    let clock: LoadClock
    let context: Context
    var devices: [LoadDevice]
    var wheel: WakeWheel
    var tally = LoadTally()
    var latencies = LatencyCount()
    let payload: MessagePart
    let limits = MessageLimits(parts: 4, byteCount: 1 << 20)
    var now: Instant
    /// Whether what is sent and received now counts.
    var isMeasuring = false
    var control: [UInt8] = []
    var parts: [MessagePart] = []
    private let first: Int
    private var time = MonotonicClock()
    private let watch = DescriptorWatch()
    private var isSending = true
    private var hasBegun = false

    /// The devices `share` of a fleet, each with a connection to `endpoint`.
    init(
        _ dialect: LoadDialect, share: Range<Int>, endpoint: String, clock: LoadClock
    ) throws {
        self.dialect = dialect
        self.endpoint = endpoint
        self.clock = clock
        first = share.lowerBound
        // A session that ends opens its next socket before the library has tidied the last one up.
        context = try Context(inputOutputThreads: 1, socketLimit: 2 * share.count + 8)
        devices = share.map { LoadDevice(session: dialect.session(of: $0)) }
        payload = MessagePart(copying: dialect.payload)
        now = time.now()
        wheel = WakeWheel(count: share.count, tick: LoadClock.tick(of: now))
        var random = Seed(dialect.plan.seed).stream("phase", UInt64(share.lowerBound))
        let period = Int(max(dialect.plan.period.nanoseconds / 1_000_000, 1))
        for device in devices.indices {
            devices[device].phase = UInt64(random.integer(in: 0..<period))
            // Five a millisecond: a storm, but one that a listener's backlog takes.
            wheel.set(device, at: wheel.tick + 1 + UInt64(share.lowerBound + device) / 5)
        }
    }
    /// Runs until the fleet's clock says it is over.
    func run() throws {
        var due: [Int32] = []
        while true {
            now = time.now()
            let tick = LoadClock.tick(of: now)
            while wheel.tick < tick {
                wheel.advance(into: &due)
                for device in due { try wake(Int(device)) }
            }
            begin()
            if clock.isOver(tick) { break }
            isMeasuring = clock.counts(tick)
            if isSending, !clock.isSending(tick) { isSending = false }
            try listen()
        }
        for device in devices.indices { giveUp(device, "unanswered") }
    }

    /// Lets latents begin once the fleet's clock says so.
    private func begin() {
        guard !hasBegun, let begin = clock.beginTick else { return }
        hasBegun = true
        for device in devices.indices {
            let due = begin + devices[device].phase
            devices[device].nextDue = due
            wheel.set(device, at: due)
        }
    }
    private func listen() throws {
        watch.wait(milliseconds: 1)
        now = time.now()
        for token in watch.ready {
            try read(Int(token & 0xFFFF_FFFF), connection: token >> 32)
        }
    }

    // MARK: Timers

    private func wake(_ device: Int) throws {
        if devices[device].session == nil, devices[device].socket == nil { try open(device, 1) }
        if devices[device].session?.connection == 0 {
            devices[device].session?.handle(.start, at: now)
            try drain(device)
        }
        if let wakeup = devices[device].session?.wakeup, wakeup <= now {
            devices[device].session?.handle(.wake, at: now)
            try drain(device)
        }
        if let chaser = devices[device].chaser, chaser <= wheel.tick {
            devices[device].chaser = nil
            try sendSignOfLife(device)
        }
        // What was due while this thread was busy is still due, each for itself.
        while let due = devices[device].nextDue, due <= wheel.tick {
            guard clock.isSending(due) else {
                devices[device].nextDue = nil
                break
            }
            schedule(device, after: due)
            try request(device, due: due)
        }
        schedule(device)
    }
    private func schedule(_ device: Int, after due: UInt64) {
        guard dialect.plan.pace == .open, let begin = clock.beginTick else {
            return devices[device].nextDue = nil
        }
        devices[device].dueCount += 1
        let passed = Double(devices[device].dueCount) * 1_000 / dialect.plan.rateHertz
        devices[device].nextDue = begin + devices[device].phase + UInt64(passed)
    }
    /// Sees to it that the device is woken for whatever is next.
    func schedule(_ device: Int) {
        if let due = devices[device].nextDue { wheel.set(device, at: due) }
        if let chaser = devices[device].chaser { wheel.set(device, at: chaser) }
        if let wakeup = devices[device].session?.wakeup {
            // A millisecond late rather than early, or it would be woken twice.
            wheel.set(device, at: LoadClock.tick(of: wakeup + .microseconds(999)))
        }
    }

    // MARK: Connections

    func open(_ device: Int, _ connection: UInt64) throws {
        try shut(device)
        let socket = try Socket(.dealer, options: .edgeDealer, in: context)
        try socket.connect(endpoint)
        let descriptor = try socket.fileDescriptor()
        devices[device].socket = socket
        devices[device].descriptor = descriptor
        devices[device].isConnected = false
        guard watch.add(descriptor, token: connection << 32 | UInt64(device)) else {
            throw BenchError.ended(thread: "fleet", reason: "no socket could be watched")
        }
    }
    func shut(_ device: Int) throws {
        guard let socket = devices[device].socket else { return }
        watch.remove(devices[device].descriptor)
        socket.close()
        devices[device].socket = nil
        devices[device].isConnected = false
    }
}
