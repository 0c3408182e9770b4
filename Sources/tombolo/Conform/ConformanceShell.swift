import Randomness
import Runtime
import Timekeeping
import ZeroMQ

/// The sockets around conformance cases: dealers to a coordinator, or the router that a device or
/// a worker connects to.
final class ConformanceShell {
    /// Where the router listens, with the port it got; nil where the coordinator is tested.
    let listening: String?
    private struct Dealer {
        let link: UInt64
        let socket: Socket
        var isOpening: Bool
    }
    private let context: Context
    private let devices: String
    private let workers: String?
    private let shutdown: Shutdown
    private let router: Socket?
    private let limits = MessageLimits(
        parts: ZeroMQLimits.parts, byteCount: ZeroMQLimits.messageByteCount)
    private let poller = Poller()
    private var clock = MonotonicClock()
    private var random: RandomStream
    private var dealers: [Dealer] = []
    private var identities: [(link: UInt64, bytes: [UInt8], part: MessagePart)] = []
    private var nextLink: UInt64 = 1

    /// Tests the coordinator whose devices' side is `devices` and whose workers' side is `workers`;
    /// or, where it is told to listen, binds `devices` and waits for the endpoint to connect.
    init(
        devices: String, workers: String?, listens: Bool, random: RandomStream, context: Context,
        shutdown: Shutdown
    ) throws(ZeroMQError) {
        self.devices = devices
        self.workers = workers
        self.context = context
        self.random = random
        self.shutdown = shutdown
        guard listens else {
            router = nil
            listening = nil
            return
        }
        var options = SocketOptions.coordinatorRouter
        // The runner may send more at once than a coordinator would.
        options.sendLimit = ConformanceLimits.sendQueue
        let router = try Socket(.router, options: options, in: context)
        listening = try router.bind(devices)
        self.router = router
    }

    /// Whether a coordinator's workers' side is known.
    var hasWorkers: Bool { workers != nil }

    /// Runs one case to its end.
    func run(
        _ conformanceCase: ConformanceCase, _ setting: ConformanceSetting
    ) throws(ZeroMQError) -> (result: ConformanceResult, variables: CaseVariables)? {
        let stream = Seed(random.next()).stream("case")
        var run = ConformanceRun(conformanceCase, setting, random: stream)
        try feed(.start, &run)
        while run.result == nil {
            guard !shutdown.isRequested else { return nil }
            try wait(run.wakeup)
            try readDealers(&run)
            if let router { try readRouter(router, &run) }
            if let wakeup = run.wakeup, wakeup <= clock.now() { try feed(.wake, &run) }
        }
        return run.result.map { ($0, run.variables) }
    }

    private func wait(_ wakeup: Instant?) throws(ZeroMQError) {
        var sources = dealers.map { dealer in
            dealer.isOpening ? Poller.Source.writable(dealer.socket) : .socket(dealer.socket)
        }
        if let router { sources.append(.socket(router)) }
        poller.setSources(sources)
        var milliseconds = ConformanceLimits.turnMilliseconds
        if let wakeup {
            // Rounded up: a millisecond late is on time for every case, and never spins.
            let left = max((wakeup - clock.now()).nanoseconds, 0)
            milliseconds = min(milliseconds, Int(clamping: (left + 999_999) / 1_000_000))
        }
        _ = try poller.wait(milliseconds: milliseconds)
    }

    private func readDealers(_ run: inout ConformanceRun) throws(ZeroMQError) {
        for (index, dealer) in dealers.enumerated() {
            guard dealer.isOpening else { continue }
            if poller.isReady(index) {
                dealers[index].isOpening = false
                try feed(.opened(dealer.link), &run)
                // What was opened or closed by that is polled next time.
                return
            }
        }
        for dealer in dealers where !dealer.isOpening {
            for _ in 0..<ConformanceLimits.receiveBurst {
                guard !dealer.socket.isClosed else { break }
                guard case .message(let parts) = try dealer.socket.receive(limits: limits) else {
                    break
                }
                try feed(.received(dealer.link, parts.map { $0.copiedBytes() }), &run)
            }
        }
    }
    private func readRouter(
        _ router: Socket, _ run: inout ConformanceRun
    ) throws(ZeroMQError) {
        for _ in 0..<ConformanceLimits.receiveBurst {
            guard case .message(let parts) = try router.receive(limits: limits),
                let identity = parts.first
            else { return }
            let content = parts.dropFirst().map { $0.copiedBytes() }
            try feed(.received(link(of: identity), content), &run)
        }
    }
    private func link(of identity: MessagePart) -> UInt64 {
        let bytes = identity.copiedBytes()
        if let known = identities.first(where: { $0.bytes == bytes }) { return known.link }
        if identities.count == ConformanceLimits.identities { identities.removeFirst() }
        identities.append((nextLink, bytes, identity))
        nextLink += 1
        return nextLink - 1
    }

    private func feed(
        _ input: ConformanceRun.Input, _ run: inout ConformanceRun
    ) throws(ZeroMQError) {
        run.handle(input, at: clock.now())
        while let output = run.nextOutput() {
            switch output {
            case .open(let link, let isWorker): try open(link, isWorker: isWorker)
            case .close(let link):
                dealers.first { $0.link == link }?.socket.close()
                dealers.removeAll { $0.link == link }
            case .send(let link, let parts):
                if try send(parts, on: link) == .wouldBlock {
                    run.handle(.unsent(link), at: clock.now())
                }
            }
        }
    }
    private func open(_ link: UInt64, isWorker: Bool) throws(ZeroMQError) {
        var options = isWorker ? SocketOptions.workerDealer : .edgeDealer
        options.sendLimit = ConformanceLimits.sendQueue
        let socket = try Socket(.dealer, options: options, in: context)
        try socket.connect(isWorker ? workers ?? devices : devices)
        dealers.append(Dealer(link: link, socket: socket, isOpening: true))
    }
    private func send(_ parts: [[UInt8]], on link: UInt64) throws(ZeroMQError) -> SendOutcome {
        let message = parts.map { MessagePart(copying: $0) }
        if let router {
            guard let identity = identities.first(where: { $0.link == link })?.part else {
                return .unroutable
            }
            return try router.send([identity] + message)
        }
        guard let dealer = dealers.first(where: { $0.link == link }) else { return .unroutable }
        return try dealer.socket.send(message)
    }
}
