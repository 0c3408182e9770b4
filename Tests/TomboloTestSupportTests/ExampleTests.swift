import Testing
import TomboloTestSupport
import ZeroMQ

/// How a program's own tests use a bad link: a ZeroMQ dealer talks to a router over one.
@Suite struct ExampleTests {
    let context: Context
    let router: Socket
    let port: UInt16

    init() throws {
        context = try Context(inputOutputThreads: 1)
        router = try Socket(.router, options: .coordinatorRouter, in: context)
        let endpoint = try router.bind("tcp://127.0.0.1:*")
        port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
    }

    @Test func `a dealer reaches a router over LTE, not in a cut, and again after it`()
        async throws
    {
        try await withDegradedLink(.lteDriving, seed: 7, to: port) { link in
            let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
            try dealer.connect(link.endpoint)
            #expect(try isReady(.writable(dealer)))
            #expect(try roundTrip(dealer, [1, 2, 3]) == [1, 2, 3])

            try await link.cut()
            #expect(try dealer.send([MessagePart(copying: [4])]) == .sent)
            #expect(try !isReady(.socket(router), milliseconds: 300))

            try await link.heal()
            #expect(try echo() && receive(dealer) == [4])

            try await link.set(.threeG)
            #expect(try roundTrip(dealer, [5]) == [5])

            // The library connects anew by itself.
            try await link.reset()
            #expect(try isReady(.writable(dealer)))
            #expect(try roundTrip(dealer, [6]) == [6])

            let counts = try await link.counts
            #expect(counts.connections >= 2 && counts.resets == 1)
            #expect(counts.bytesUp > 0 && counts.bytesDown > 0)
        }
    }
    @Test func `what is lost for ever is noticed, and the link is gone after the test`()
        async throws
    {
        struct Stop: Error {}
        var endpoint = ""
        await #expect(throws: Stop.self) {
            try await withDegradedLink(.totalLoss, seed: 1, to: port) { link in
                endpoint = link.endpoint
                let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
                try dealer.connect(link.endpoint)
                #expect(try !isReady(.writable(dealer), milliseconds: 300))
                throw Stop()
            }
        }
        let late = try Socket(.dealer, options: .edgeDealer, in: context)
        try late.connect(endpoint)
        #expect(try !isReady(.writable(late), milliseconds: 200))
    }
    @Test func `each fault may be asked for`() async throws {
        try await withDegradedLink(.perfect, seed: 1, to: port) { link in
            let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
            try dealer.connect(link.endpoint)
            #expect(try isReady(.writable(dealer)))
            try await link.stall(for: .milliseconds(20), [.up])
            try await link.handOver(
                gap: .milliseconds(10), isLossy: false, extra: .milliseconds(5))
            #expect(try roundTrip(dealer, [1]) == [1])
            try await link.fail(.halfOpen)
            #expect(try isReady(.writable(dealer)))
            #expect(try roundTrip(dealer, [2]) == [2])
            try await link.close()
            try await link.admit(.refuse)
            try await link.admit(.open)
            #expect(try isReady(.writable(dealer)))
            #expect(try roundTrip(dealer, [3]) == [3])
            try await link.cut(for: .milliseconds(50))
            #expect(try await link.counts.cutUp <= .milliseconds(50))
        }
    }

    /// Waits with patience for what is to come, and shortly for what is not.
    private func isReady(_ source: Poller.Source, milliseconds: Int = 20_000) throws -> Bool {
        let poller = Poller()
        poller.setSources([source])
        return try poller.wait(milliseconds: milliseconds) == 1
    }
    private func parts(at socket: Socket) throws -> [MessagePart] {
        // Ready may be said once for nothing.
        for _ in 0..<20 {
            guard try isReady(.socket(socket)) else { return [] }
            let received = try socket.receive(limits: MessageLimits(parts: 4, byteCount: 100_000))
            if case .message(let parts) = received { return parts }
        }
        return []
    }
    private func receive(_ dealer: Socket) throws -> [UInt8]? {
        try parts(at: dealer).last?.copiedBytes()
    }
    private func echo() throws -> Bool {
        let parts = try parts(at: router)
        try #require(!parts.isEmpty, "nothing arrived")
        return try router.send(parts) == .sent
    }
    private func roundTrip(_ dealer: Socket, _ bytes: [UInt8]) throws -> [UInt8]? {
        // A connection just replaced may still say it is writable, once.
        for _ in 0..<20 {
            if try isReady(.writable(dealer)),
                try dealer.send([MessagePart(copying: bytes)]) == .sent,
                try isReady(.socket(router), milliseconds: 2_000), try echo(),
                try isReady(.socket(dealer), milliseconds: 5_000)
            {
                return try receive(dealer)
            }
        }
        return nil
    }
}
