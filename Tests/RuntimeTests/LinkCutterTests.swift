import Runtime
import Testing
import ZeroMQ

@Suite struct LinkCutterTests {
    /// A router behind a cutter, and a dealer in front of it.
    struct Setup {
        let context: Context
        let router: Socket
        let cutter: LinkCutter
        let limits = MessageLimits(parts: 4, byteCount: 100_000)

        init() throws {
            context = try Context(inputOutputThreads: 1)
            router = try Socket(.router, options: .coordinatorRouter, in: context)
            let endpoint = try router.bind("tcp://127.0.0.1:*")
            let digits = try #require(endpoint.split(separator: ":").last)
            cutter = try LinkCutter(target: try #require(UInt16(digits)))
        }
        func dealer() throws -> Socket {
            let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
            try dealer.connect("tcp://127.0.0.1:\(cutter.port)")
            return dealer
        }
        func isWritable(_ socket: Socket, milliseconds: Int) throws -> Bool {
            let poller = Poller()
            poller.setSources([.writable(socket)])
            return try poller.wait(milliseconds: milliseconds) == 1
        }
        /// The payload of the next message at the router, if one comes in time.
        func arrives(milliseconds: Int) throws -> [UInt8]? {
            let poller = Poller()
            poller.setSources([.socket(router)])
            guard try poller.wait(milliseconds: milliseconds) == 1,
                case .message(let parts) = try router.receive(limits: limits)
            else { return nil }
            return parts.last?.copiedBytes()
        }
    }

    @Test func `forwards what is sent, both ways, byte for byte`() throws {
        let setup = try Setup()
        defer { setup.cutter.close() }
        let dealer = try setup.dealer()
        #expect(try setup.isWritable(dealer, milliseconds: 10_000))
        let bytes = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try dealer.send([MessagePart(copying: bytes)]) == .sent)
        #expect(try setup.arrives(milliseconds: 10_000) == bytes)
        #expect(setup.cutter.account.connections == 1)
        #expect(setup.cutter.account.bytesOut > 60_000)
    }
    @Test func `a cut severs what is open and swallows what comes`() throws {
        let setup = try Setup()
        defer { setup.cutter.close() }
        let dealer = try setup.dealer()
        #expect(try setup.isWritable(dealer, milliseconds: 10_000))
        setup.cutter.cut()
        #expect(setup.cutter.isCut)
        let second = try setup.dealer()
        // The connection is taken and never greeted, so it never becomes usable.
        #expect(try !setup.isWritable(second, milliseconds: 300))
        #expect(setup.cutter.account.severed == 1)
        #expect(setup.cutter.account.refused >= 1)
        _ = try second.send([MessagePart(copying: [1])])
        #expect(try setup.arrives(milliseconds: 100) == nil)
    }
    @Test func `a healed link carries the connections that come then`() throws {
        let setup = try Setup()
        defer { setup.cutter.close() }
        setup.cutter.cut()
        let dealer = try setup.dealer()
        #expect(try !setup.isWritable(dealer, milliseconds: 200))
        setup.cutter.heal()
        // The swallowed connection is closed, and its owner tries again by itself.
        #expect(try setup.isWritable(dealer, milliseconds: 10_000))
        #expect(try dealer.send([MessagePart(copying: [42])]) == .sent)
        #expect(try setup.arrives(milliseconds: 10_000) == [42])
    }
    @Test func `without a target connections are refused and counted`() throws {
        let port = try #require(LoopbackSocket.freePort())
        let cutter = try LinkCutter(target: port)
        defer { cutter.close() }
        let context = try Context(inputOutputThreads: 1)
        let dealer = try Socket(.dealer, options: .edgeDealer, in: context)
        try dealer.connect("tcp://127.0.0.1:\(cutter.port)")
        let poller = Poller()
        poller.setSources([.writable(dealer)])
        #expect(try poller.wait(milliseconds: 300) == 0)
        #expect(cutter.account.bytesBack == 0)
    }
}
