import Testing
import ZeroMQ

/// A router's way without an object for each part: the same behaviour as the usual one's.
@Suite struct RouterTests {
    /// The next message at `router`, waited for.
    func arrival(_ router: Socket) throws -> (Arrival, RoutingIdentity, [[UInt8]]) {
        let poller = Poller()
        poller.setSources([.socket(router)])
        try #require(try poller.wait(milliseconds: patience) == 1, "no message in time")
        var peer = RoutingIdentity.chosen([])
        var parts = [part("from before")]
        let arrival = try router.receive(limits: limits, from: &peer, into: &parts)
        return (arrival, peer, parts.map { $0.copiedBytes() })
    }

    @Test func `takes a message of several parts and sends one back to who sent it`() throws {
        let link = try Link()
        let dealers = try (0..<3).map { _ in try link.dealer() }
        let payload = [UInt8](repeating: 7, count: 70_000)
        for (index, dealer) in dealers.enumerated() {
            let sent = try dealer.send([
                part("from \(index)"), MessagePart(copying: []), MessagePart(copying: payload),
            ])
            #expect(sent == .sent)
        }
        var peers = Set<RoutingIdentity>()
        for _ in dealers {
            let (arrival, peer, parts) = try arrival(link.router)
            #expect(arrival == .message)
            try #require(parts.count == 3)
            #expect(parts[1...] == [[], payload])
            let name = parts[0]
            let sent = try link.router.send(
                name.span, [MessagePart(copying: payload)], to: peer)
            #expect(sent == .sent)
            peers.insert(peer)
        }
        #expect(peers.count == 3)
        for (index, dealer) in dealers.enumerated() {
            #expect(try receiveParts(dealer) == [Array("from \(index)".utf8), payload])
        }
    }
    @Test func `drops a message above the limits and says from whom`() throws {
        let link = try Link()
        let dealer = try link.dealer()
        let many = (0..<9).map { part("\($0)") }
        #expect(try dealer.send(many) == .sent)
        #expect(try dealer.send([part("short")]) == .sent)
        let (large, peer, dropped) = try arrival(link.router)
        #expect(large == .oversized(partCount: 10, byteCount: 5 + 9))
        #expect(dropped.isEmpty)
        let (next, same, parts) = try arrival(link.router)
        #expect(next == .message && same == peer && parts == [Array("short".utf8)])
    }
    @Test func `has nothing to take and says so at once`() throws {
        let link = try Link()
        var peer = RoutingIdentity.chosen([])
        var parts = [part("from before")]
        #expect(try link.router.receive(limits: limits, from: &peer, into: &parts) == .nothing)
        #expect(parts.isEmpty)
    }
    @Test func `tells that it knows no such peer`() throws {
        let link = try Link()
        let control = [UInt8](repeating: 1, count: 80)
        for peer in [RoutingIdentity.generated(7), .chosen(Array("nobody".utf8))] {
            #expect(try link.router.send(control.span, [part("plan")], to: peer) == .unroutable)
        }
        // The socket is none the worse for it.
        let dealer = try link.dealer()
        #expect(try dealer.send([part("hello")]) == .sent)
        let (_, peer, _) = try arrival(link.router)
        #expect(try link.router.send(control.span, [], to: peer) == .sent)
        #expect(try receiveParts(dealer) == [control])
    }
    @Test func `says when a peer's queue is full and goes on with others`() throws {
        var options = SocketOptions.coordinatorRouter
        options.sendLimit = 2
        let link = try Link(routerOptions: options)
        let (deaf, other) = (try link.dealer(), try link.dealer())
        #expect(try deaf.send([part("deaf")]) == .sent)
        let (_, peer, _) = try arrival(link.router)
        #expect(try other.send([part("other")]) == .sent)
        let (_, second, _) = try arrival(link.router)
        let payload = MessagePart(copying: [UInt8](repeating: 1, count: 200_000))
        let control: [UInt8] = [1]
        var outcomes: [SendOutcome] = []
        // The kernel's buffers hold some; then the queue of two is full.
        for _ in 0..<400 {
            outcomes.append(try link.router.send(control.span, [payload], to: peer))
            if outcomes.last == .wouldBlock { break }
        }
        #expect(outcomes.last == .wouldBlock)
        #expect(try link.router.send(control.span, [], to: second) == .sent)
        #expect(try receiveParts(other) == [control])
    }
}
