import Runtime
import ZeroMQ

/// The baseline of the loopback: the same bytes there and back through libzmq alone, a dealer and a
/// router on two threads over TCP.
struct EchoBench {
    private let parts: [MessagePart]
    private let runs: Int
    private let limits = MessageLimits(parts: 8, byteCount: 1 << 20)

    init(parts: [MessagePart], runs: Int) {
        self.parts = parts
        self.runs = runs
    }

    func run() throws -> SampleSet {
        let context = try Context(inputOutputThreads: 1)
        let stop = Shutdown()
        let place = Mailbox<String>(limit: 1, doorbell: Doorbell())
        let limits = limits
        let thread = NamedThread("echo", priority: .ordinary) {
            try? EchoBench.serve(context, stop, place, limits)
        }
        defer {
            stop.request()
            thread.join()
        }
        place.doorbell.wait(milliseconds: 5_000)
        var endpoints: [String] = []
        place.takeAll(into: &endpoints)
        guard let endpoint = endpoints.first else {
            throw ProcessFailure(.software, "the echo did not start")
        }
        let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
        try dealer.connect(endpoint)
        let poller = Poller()
        poller.setSources([.writable(dealer)])
        _ = try poller.wait(milliseconds: 5_000)
        poller.setSources([.socket(dealer)])
        return try Stopwatch.measure(runs: runs) {
            _ = try dealer.send(parts)
            _ = try poller.wait(milliseconds: 5_000)
            guard case .message = try dealer.receive(limits: limits) else {
                throw ProcessFailure(.software, "the echo did not answer")
            }
        }
    }

    private static func serve(
        _ context: Context, _ stop: Shutdown, _ place: Mailbox<String>, _ limits: MessageLimits
    ) throws {
        let router = try Socket(.router, options: .coordinatorRouter, in: context)
        place.post(try router.bind("tcp://127.0.0.1:*"))
        let poller = Poller()
        poller.setSources([.socket(router), .descriptor(stop.doorbell.fileDescriptor)])
        while !stop.isRequested {
            _ = try poller.wait(milliseconds: 1_000)
            while case .message(let parts) = try router.receive(limits: limits) {
                _ = try router.send(parts)
            }
        }
    }
}
