import Randomness
import Session
import Testing
import Timekeeping
import Wire

@Suite struct ServerSessionTests {
    @Test func `asks before it welcomes`() {
        var session = Greetings.server()
        let hello = Envelope(epoch: 9, sequence: 0, message: Greetings.hello())
        #expect(
            session.drained(.received(hello), at: 0) == [.greeted(epoch: 9, Greetings.hello())])
        #expect(!session.isEstablished)
        let welcome = Envelope(epoch: 9, sequence: 0, message: .welcome(Greetings.welcome))
        #expect(
            session.drained(.accept(Greetings.welcome), at: 1) == [
                .transmit(welcome), .established(epoch: 9),
            ])
        #expect(session.stamp(Greetings.outcome, at: .milliseconds(2))?.sequence == 1)
    }

    @Test func `a refused greeting leaves no session`() {
        var session = Greetings.server()
        let hello = Envelope(epoch: 9, sequence: 0, message: Greetings.hello())
        _ = session.drained(.received(hello), at: 0)
        let refuse = Greetings.refuse(.full, after: .seconds(1))
        #expect(
            session.drained(.refuse(refuse), at: 1) == [
                .transmit(Envelope(epoch: 9, sequence: 0, message: .refuse(refuse)))
            ])
        #expect(session.stamp(Greetings.outcome, at: .milliseconds(2)) == nil)
    }

    @Test func `tells a peer it does not know to greet, and not more often than every 50 ms`() {
        var session = Greetings.server()
        let stranger = Envelope(
            epoch: 5, sequence: 3,
            message: .heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)))
        let first = session.drained(.received(stranger), at: 0)
        let refuse = Greetings.refuse(.unknownSession, after: .zero)
        #expect(
            first == [
                .rejected(.staleEpoch),
                .transmit(Envelope(epoch: 5, sequence: 0, message: .refuse(refuse))),
            ])
        #expect(session.drained(.received(stranger), at: 49) == [.rejected(.staleEpoch)])
        #expect(session.drained(.received(stranger), at: 50).count == 2)
    }

    @Test func `silence ends the session and names its epoch`() {
        var session = Greetings.server()
        session.established(epoch: 9, at: 0)
        let outputs = session.drained(.wake, at: 600)
        #expect(outputs.contains(.lost(epoch: 9, .silence)))
        #expect(session.wakeup == nil)
    }

    @Test func `a failsafe report is handed on once, and is a sign of life`() {
        var session = Greetings.server()
        session.established(epoch: 9, at: 0)
        let report = FailsafeReport(
            since: 1, planAge: nil, state: .fallback, stopLevel: nil, cause: .planAge,
            cloudPlanTicks: 1, heldPlanTicks: 2, localPolicyTicks: 3, stoppingTicks: 4,
            standstillTicks: 5, nobodyTicks: 6)
        let frame = Envelope(epoch: 9, sequence: 5, message: .failsafeReport(report))
        #expect(session.drained(.received(frame), at: 500) == [.deliver(frame)])
        #expect(session.drained(.received(frame), at: 501) == [.rejected(.staleSequence)])
        _ = session.drained(.wake, at: 1_099)
        #expect(session.isEstablished && session.counts.unheeded == 0)
        _ = session.drained(.wake, at: 1_100)
        #expect(!session.isEstablished)
    }

    @Test func `a new greeting replaces the session, a delayed old one does not`() {
        var session = Greetings.server()
        session.established(epoch: 9, at: 0)
        let hello = Envelope(epoch: 10, sequence: 0, message: Greetings.hello())
        #expect(
            session.drained(.received(hello), at: 10) == [
                .lost(epoch: 9, .replaced), .greeted(epoch: 10, Greetings.hello()),
            ])
        _ = session.drained(.accept(Greetings.welcome), at: 11)
        let old = Envelope(epoch: 9, sequence: 0, message: Greetings.hello())
        #expect(session.drained(.received(old), at: 12) == [.rejected(.staleEpoch)])
        #expect(session.epoch == 10)
        #expect(session.isEstablished)
    }

    @Test func `remembers the last four epochs`() {
        var session = Greetings.server()
        for epoch in UInt64(1)...5 { session.established(epoch: epoch, at: epoch) }
        let hello = { Envelope(epoch: $0, sequence: 0, message: Greetings.hello()) }
        #expect(session.drained(.received(hello(1)), at: 10) == [.rejected(.staleEpoch)])
        _ = session.drained(.received(hello(6)), at: 11)
        // Epoch 1 has been forgotten; within a connection four are more than a link can hold back.
        #expect(session.drained(.received(hello(2)), at: 12) == [.rejected(.staleEpoch)])
        #expect(session.drained(.received(hello(1)), at: 13).contains { isGreeted($0) })
    }

    @Test func `a duplicate of the greeting is answered again by the same welcome`() {
        var session = Greetings.server()
        session.established(epoch: 9, at: 0)
        let hello = Envelope(epoch: 9, sequence: 0, message: Greetings.hello())
        let again = Envelope(epoch: 9, sequence: 1, message: .welcome(Greetings.welcome))
        #expect(
            session.drained(.received(hello), at: 10) == [
                .rejected(.staleSequence), .transmit(again),
            ])
    }

    @Test func `a goodbye, a closed connection and a stop end it`() {
        for (input, loss) in [
            (ServerSession.Input.closed, SessionLoss.connectionClosed),
            (
                .received(
                    Envelope(
                        epoch: 9, sequence: 1, message: .goodbye(Goodbye(reason: .finished)))),
                .goodbye(.finished)
            ), (.stop(.failed), .stopped),
        ] {
            var session = Greetings.server()
            session.established(epoch: 9, at: 0)
            #expect(session.drained(input, at: 5).last == .lost(epoch: 9, loss))
            #expect(!session.isEstablished)
        }
    }

    private func isGreeted(_ output: ServerSession.Output) -> Bool {
        if case .greeted = output { true } else { false }
    }
}
