import Synchronization
import Testing
import ZeroMQ

@Suite struct SocketTests {
    @Test func `carries a message of several parts there and back`() throws {
        let link = try Link()
        let dealer = try link.dealer()
        let payload = (0..<100_000).map { UInt8($0 % 251) }
        let sent = try dealer.send([
            part("control"), MessagePart(copying: []), .init(copying: payload),
        ])
        #expect(sent == .sent)
        guard case .message(let parts) = try receive(link.router) else {
            Issue.record("no message")
            return
        }
        #expect(parts.dropFirst().map { $0.copiedBytes() } == [Array("control".utf8), [], payload])
        // The payload part goes back as it came.
        #expect(try link.router.send([parts[0], part("plan"), parts[3]]) == .sent)
        #expect(try receiveParts(dealer) == [Array("plan".utf8), payload])
    }

    @Test func `answers each peer by its own name`() throws {
        let link = try Link()
        let dealers = try (0..<5).map { _ in try link.dealer() }
        for (index, dealer) in dealers.enumerated() {
            #expect(try dealer.send([part("from \(index)")]) == .sent)
        }
        for _ in dealers {
            guard case .message(let parts) = try receive(link.router) else { return }
            #expect(try link.router.send([parts[0], parts[1]]) == .sent)
        }
        for (index, dealer) in dealers.enumerated() {
            #expect(try receiveParts(dealer) == [Array("from \(index)".utf8)])
        }
    }

    @Test func `has nothing to receive and says so at once`() throws {
        let link = try Link()
        guard case .nothing = try link.router.receive(limits: limits) else {
            Issue.record("a message out of nowhere")
            return
        }
    }

    @Test func `tells that a router knows no such peer`() throws {
        let link = try Link()
        #expect(try link.router.send([part("nobody"), part("plan")]) == .unroutable)
        // The socket is none the worse for it.
        let dealer = try link.dealer()
        #expect(try dealer.send([part("hello")]) == .sent)
        #expect(try receiveParts(link.router).last == Array("hello".utf8))
    }

    @Test func `queues nothing for a connection that is not up`() throws {
        let context = try Context(inputOutputThreads: 1)
        let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
        #expect(try dealer.send([part("latent")]) == .wouldBlock)
        // Port 1 (tcpmux) is privileged and long unused: nobody listens.
        try dealer.connect("tcp://127.0.0.1:1")
        #expect(try dealer.send([part("latent"), part("payload")]) == .wouldBlock)
    }

    @Test func `stops taking wakeups when enough are pending`() throws {
        let wakeup = try Wakeup()
        var taken = 0
        while try wakeup.near.send([part("")]) == .sent {
            taken += 1
            try #require(taken < 1000, "the queue has no bound")
        }
        let options = SocketOptions.wakeupPair
        #expect(taken == options.sendLimit + options.receiveLimit)
        guard case .message = try wakeup.far.receive(limits: limits) else {
            Issue.record("no wakeup")
            return
        }
    }

    @Test func `drops a message of too many parts and keeps the next`() throws {
        let wakeup = try Wakeup()
        let one = part("x")
        #expect(try wakeup.near.send(Array(repeating: one, count: limits.parts)) == .sent)
        #expect(try wakeup.near.send([part("first")] + Array(repeating: one, count: 5000)) == .sent)
        #expect(try wakeup.near.send([part("next")]) == .sent)
        #expect(try receiveParts(wakeup.far).count == limits.parts)
        guard case .oversized(let first, 5001, 5005) = try receive(wakeup.far) else {
            Issue.record("accepted")
            return
        }
        #expect(first.copiedBytes() == Array("first".utf8))
        #expect(try receiveParts(wakeup.far) == [Array("next".utf8)])
    }

    @Test func `drops a message of too many bytes and keeps the next`() throws {
        let link = try Link()
        let dealer = try link.dealer(.workerDealer)
        let half = MessagePart(copying: [UInt8](repeating: 7, count: limits.byteCount / 2))
        #expect(try dealer.send([half, half, part("!")]) == .sent)
        #expect(try dealer.send([part("next")]) == .sent)
        guard case .oversized(let first, 4, let byteCount) = try receive(link.router) else {
            Issue.record("accepted")
            return
        }
        #expect(byteCount == first.byteCount + limits.byteCount + 1)
        #expect(try receiveParts(link.router).last == Array("next".utf8))
    }

    @Test func `accepts the largest part and cuts off a peer that sends a larger one`() throws {
        let link = try Link()
        let dealer = try link.dealer()
        let largest = [UInt8](repeating: 1, count: ZeroMQLimits.partByteCount)
        #expect(try dealer.send([MessagePart(copying: largest)]) == .sent)
        let parts = try receiveParts(link.router)
        #expect(parts.last?.count == largest.count)
        #expect(try dealer.send([MessagePart(copying: largest + [1])]) == .sent)
        // The connection breaks; over the next one the peer has a new name.
        var names: [[UInt8]] = []
        for _ in 0..<200 where names.isEmpty {
            if try dealer.send([part("small")]) == .wouldBlock { try waitUntilWritable(dealer) }
            let poller = Poller()
            poller.setSources([.socket(link.router)])
            try poller.wait(milliseconds: 50)
            guard case .message(let parts) = try link.router.receive(limits: limits) else {
                continue
            }
            #expect(parts[1].copiedBytes() == Array("small".utf8))
            names.append(parts[0].copiedBytes())
        }
        #expect(names.count == 1 && names.first != parts.first)
    }

    @Test func `refuses an option out of the library's range by name`() throws {
        let context = try Context(inputOutputThreads: 1)
        var options = SocketOptions.edgeDealer
        options.sendLimit = -1
        let error = #expect(throws: ZeroMQError.self) {
            try Socket(.dealer, options: options, in: context)
        }
        guard case .optionRefused("SNDHWM", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        options.sendLimit = 1 << 40
        #expect(throws: ZeroMQError.self) {
            try Socket(.dealer, options: options, in: context)
        }
    }

    @Test func `makes every kind of socket with every set of options`() throws {
        let context = try Context(inputOutputThreads: 1)
        for kind in SocketKind.allCases {
            for options in [
                SocketOptions.edgeDealer, .workerDealer, .coordinatorRouter, .wakeupPair,
            ] {
                #expect(try Socket(kind, options: options, in: context).options == options)
            }
        }
    }

    @Test func `throws after it is closed and closes twice`() throws {
        let wakeup = try Wakeup()
        wakeup.near.close()
        wakeup.near.close()
        #expect(throws: ZeroMQError.self) { try wakeup.near.send([part("")]) }
        #expect(throws: ZeroMQError.self) { try wakeup.near.receive(limits: limits) }
        #expect(throws: ZeroMQError.self) { try wakeup.near.bind("inproc://other") }
    }

    @Test func `throws after the context is shut down`() throws {
        let wakeup = try Wakeup()
        wakeup.context.shutDown()
        #expect(throws: ZeroMQError.contextShutDown) {
            try wakeup.near.receive(limits: limits)
        }
        #expect(throws: ZeroMQError.contextShutDown) { try wakeup.near.send([part("")]) }
    }

    @Test func `names the library's version`() {
        let numbers = Context.libraryVersion.split(separator: ".").compactMap { Int($0) }
        #expect(numbers.count == 3 && numbers[0] == 4)
    }

    @Test func `stops a caller that asks for limits above the limits`() async {
        await #expect(processExitsWith: .failure) {
            _ = MessageLimits(parts: ZeroMQLimits.parts + 1, byteCount: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = MessageLimits(parts: 1, byteCount: ZeroMQLimits.messageByteCount + 1)
        }
    }
}
