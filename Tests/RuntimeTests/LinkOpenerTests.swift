import Testing
import Timekeeping
import ZeroMQ

@testable import Runtime

@Suite struct LinkOpenerTests {
    @Test func `opens and closes on its own thread; a socket nobody waits for is not taken`() throws
    {
        let context = try Context(inputOutputThreads: 1)
        let doorbell = Doorbell()
        let opener = LinkOpener(
            context: context, options: .edgeDealer,
            doorbell: doorbell)
        var link = DealerLink(
            context: context, endpoint: "", options: .edgeDealer,
            limits: MessageLimits(parts: 2, byteCount: 1_000))
        for number in [1, 2] as [UInt64] {
            let before = link.expect(number)
            #expect(before == nil)
        }
        #expect(link.expects(2) && !link.expects(1) && link.source == nil)
        let sockets = try openings(of: opener, [wish(1), wish(2)], doorbell).map {
            try $0.result.get().socket
        }
        let adopted = [
            link.adopt(sockets[0], as: 1), link.adopt(sockets[1], as: 2),
            link.adopt(sockets[0], as: 2),
        ]
        #expect(adopted == [false, true, false], "the one waited for, and one at a time")
        #expect(link.isOpening && link.source != nil && !link.expects(2))
        let dropped = (link.drop(1), link.drop(2))
        #expect(dropped.0 == nil && dropped.1 === sockets[1])
        #expect(link.source == nil && !link.isOpening)
        var wishes = sockets.map { LinkOpener.Wish.close(LinkOpener.Parcel(socket: $0)) }
        hand(&wishes, to: opener)
        opener.close()
        #expect(sockets.map(\.isClosed) == [true, true])
    }

    @Test func `tells why a socket could not be opened`() throws {
        let context = try Context(inputOutputThreads: 1)
        context.shutDown()
        let doorbell = Doorbell()
        let opener = LinkOpener(
            context: context, options: .edgeDealer,
            doorbell: doorbell)
        let openings = try openings(of: opener, [wish(7)], doorbell)
        let opening = try #require(openings.first)
        opener.close()
        #expect(opening.number == 7)
        guard case .failure(.contextShutDown) = opening.result else {
            Issue.record("opened in a context that is no more")
            return
        }
    }

    /// Nobody listens there.
    private func wish(_ number: UInt64) -> LinkOpener.Wish {
        .open(number, endpoint: "tcp://127.0.0.1:1", attempt: .milliseconds(250))
    }
    /// What became of `wishes` to open, which takes another thread's time.
    private func openings(
        of opener: LinkOpener, _ wishes: [LinkOpener.Wish], _ doorbell: Doorbell
    ) throws -> [LinkOpener.Opening] {
        var (left, found, taken) = (wishes, [LinkOpener.Opening](), [LinkOpener.Opening]())
        hand(&left, to: opener)
        for _ in 0..<100 where found.count < wishes.count {
            doorbell.wait(milliseconds: 1_000)
            doorbell.clear()
            opener.openings.takeAll(into: &taken)
            found += taken
        }
        try #require(found.count == wishes.count)
        return found
    }
    private func hand(_ wishes: inout [LinkOpener.Wish], to opener: LinkOpener) {
        // Its thread may be at the mailbox just now, for an instant.
        for _ in 0..<1_000_000 where !wishes.isEmpty { opener.hand(over: &wishes) }
    }
}
