import Randomness
import Session
import Testing
import Timekeeping
import Wire

@Suite struct ClientSessionTests {
    private let seed = Seed(41)

    @Test func `opens, greets, and stands once it is welcome`() {
        var session = Greetings.client(seed)
        #expect(session.drained(.start, at: 0) == [.openConnection(1)])
        #expect(session.wakeup == .milliseconds(1_000))
        let greeting = session.drained(.connectionOpened(1), at: 5)
        #expect(session.epoch != 0)
        #expect(
            greeting == [
                .transmit(
                    Envelope(epoch: session.epoch, sequence: 0, message: Greetings.hello()),
                    connection: 1)
            ])
        #expect(session.stamp(Greetings.outcome, at: .milliseconds(6)) == nil)
        let welcome = Envelope(
            epoch: session.epoch, sequence: 0, message: .welcome(Greetings.welcome))
        #expect(
            session.drained(.received(welcome), at: 25) == [
                .established(epoch: session.epoch, Greetings.welcome)
            ])
        #expect(session.stamp(Greetings.outcome, at: .milliseconds(26))?.sequence == 1)
    }

    @Test func `says something every 100 ms, and 20 ms after each frame`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        _ = session.drained(.received(heartbeat(&session, sequence: 1)), at: 50)
        #expect(session.wakeup == .milliseconds(100))
        #expect(session.drained(.wake, at: 100).count == 1)
        #expect(session.wakeup == .milliseconds(200))
        _ = session.stamp(Greetings.outcome, at: .milliseconds(110))
        #expect(session.wakeup == .milliseconds(130))
        #expect(session.drained(.wake, at: 130).count == 1)
        #expect(session.wakeup == .milliseconds(230))
        // A second frame within the 20 ms is the first one's chaser.
        _ = session.stamp(Greetings.outcome, at: .milliseconds(240))
        _ = session.stamp(Greetings.outcome, at: .milliseconds(250))
        #expect(session.wakeup == .milliseconds(270))
    }

    @Test func `600 ms of silence lose the session; the next has a new connection and epoch`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        let epoch = session.epoch
        _ = session.drained(.received(heartbeat(&session, sequence: 1)), at: 50)
        #expect(session.drained(.wake, at: 649).allSatisfy { !isLoss($0) })
        let outputs = session.drained(.wake, at: 650)
        #expect(outputs.contains(.lost(.silence)))
        #expect(outputs.contains(.closeConnection(1)))
        #expect(!session.isEstablished)
        let pause = (session.wakeup ?? .origin) - Instant.milliseconds(650)
        #expect(pause >= .milliseconds(25) && pause <= .milliseconds(50))
        #expect(session.drained(.wake, at: 700) == [.openConnection(2)])
        _ = session.drained(.connectionOpened(2), at: 701)
        #expect(session.epoch != epoch)
        // What the old connection still delivers is refused and counted.
        let stale = Envelope(epoch: epoch, sequence: 9, message: Greetings.outcome)
        #expect(session.drained(.received(stale), at: 702) == [.rejected(.staleEpoch)])
        #expect(session.counts.staleEpoch == 1)
    }

    @Test(arguments: [(400, 400), (600, 600), (60_000, 600), (101, 300)])
    func `keeps the smaller silence limit of both, but waits for three heartbeats`(
        asked: Int64, kept: UInt64
    ) {
        var session = Greetings.client(seed)
        session.established(
            Welcome(
                heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(asked), credit: 1),
            at: 0)
        #expect(session.drained(.wake, at: kept - 1).allSatisfy { !isLoss($0) })
        // A sign of life begins the silence anew, by the same limit.
        _ = session.drained(.received(heartbeat(&session, sequence: 1)), at: kept - 1)
        #expect(session.drained(.wake, at: 2 * kept - 2).allSatisfy { !isLoss($0) })
        #expect(session.drained(.wake, at: 2 * kept - 1).contains(.lost(.silence)))
    }

    @Test func `knows the credit of its last welcome, within what the protocol allows`() {
        var session = Greetings.client(seed)
        #expect(session.credit == 1)
        for (given, kept) in [(2, 2), (64, 64), (0, 1), (.max, 64)] as [(UInt16, Int)] {
            session = Greetings.client(seed)
            session.established(
                Welcome(
                    heartbeatPeriod: .milliseconds(100), silenceLimit: .milliseconds(600),
                    credit: given),
                at: 0)
            #expect(session.credit == kept)
        }
    }

    @Test func `tries again ever more slowly, between 25 ms and a second`() {
        var session = Greetings.client(seed)
        _ = session.drained(.start, at: 0)
        var now: UInt64 = 0
        var pauses: [Interval] = []
        for _ in 0..<12 {
            now += 1
            let outputs = session.drained(.connectionClosed(session.connection), at: now)
            #expect(outputs == [.lost(.connectionClosed)])
            let due = session.wakeup ?? .origin
            pauses.append(due - Instant.milliseconds(now))
            now = due.nanoseconds / 1_000_000 + 1
            _ = session.drained(.wake, at: now)
        }
        #expect(pauses.allSatisfy { $0 >= .milliseconds(25) && $0 <= .milliseconds(1_000) })
        #expect(pauses[0] <= .milliseconds(50))
        #expect(pauses[11] >= .milliseconds(500))
        #expect(Set(pauses).count == pauses.count)
    }

    @Test func `a connection that does not open is tried again at once, however often`() {
        var session = Greetings.client(seed)
        _ = session.drained(.start, at: 0)
        for _ in 0..<12 {
            let due = session.wakeup ?? .origin
            #expect(
                session.drained(.wake, at: due.nanoseconds / 1_000_000)
                    == [.lost(.connectTimeout), .closeConnection(session.connection)])
            let pause = (session.wakeup ?? .origin) - due
            #expect(pause == SessionConfiguration.standard.shortestPause)
            _ = session.drained(.wake, at: (due + pause).nanoseconds / 1_000_000)
        }
    }

    @Test func `comes again a second after a goodbye, not at once`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        let goodbye = Envelope(
            epoch: session.epoch, sequence: 1, message: .goodbye(Goodbye(reason: .finished)))
        let outputs = session.drained(.received(goodbye), at: 700)
        #expect(outputs == [.lost(.goodbye(.finished)), .closeConnection(1)])
        #expect(session.wakeup == .milliseconds(1_700))
    }

    @Test func `gives up on a connection that does not open and a greeting without answer`() {
        var session = Greetings.client(seed)
        _ = session.drained(.start, at: 0)
        let unopened = session.drained(.wake, at: 1_000)
        #expect(unopened == [.lost(.connectTimeout), .closeConnection(1)])
        _ = session.drained(.wake, at: 1_100)
        _ = session.drained(.connectionOpened(2), at: 1_100)
        let unanswered = session.drained(.wake, at: 1_600)
        #expect(unanswered == [.lost(.unanswered), .closeConnection(2)])
    }

    @Test func `a server that lost the session is greeted again at once, but not for ever`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        let epoch = session.epoch
        let unknown = Envelope(
            epoch: epoch, sequence: 0,
            message: .refuse(Greetings.refuse(.unknownSession, after: .zero)))
        let outputs = session.drained(.received(unknown), at: 300)
        #expect(outputs.contains(.lost(.unknownSession)))
        #expect(session.epoch != epoch)
        #expect(session.connection == 1)
        let welcome = Envelope(
            epoch: session.epoch, sequence: 0, message: .welcome(Greetings.welcome))
        _ = session.drained(.received(welcome), at: 310)
        let again = Envelope(
            epoch: session.epoch, sequence: 0,
            message: .refuse(Greetings.refuse(.unknownSession, after: .zero)))
        #expect(session.drained(.received(again), at: 320).contains(.closeConnection(1)))
    }

    @Test func `a refusal is passed on and its advice on waiting kept within ten seconds`() {
        for (asked, kept) in [(3, 3), (3_600, 10)] {
            var session = Greetings.client(seed)
            _ = session.drained(.start, at: 0)
            _ = session.drained(.connectionOpened(1), at: 0)
            let refuse = Greetings.refuse(.wrongBundle, after: .seconds(Int64(asked)))
            let outputs = session.drained(
                .received(
                    Envelope(epoch: session.epoch, sequence: 0, message: .refuse(refuse))), at: 10)
            #expect(
                outputs == [
                    .refused(refuse), .lost(.refused(.wrongBundle)), .closeConnection(1),
                ])
            #expect(session.wakeup == .milliseconds(10) + .seconds(Int64(kept)))
        }
    }

    @Test func `duplicates, overtaken frames and frames without a place are counted, not taken`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        let epoch = session.epoch
        let plan = Envelope(epoch: epoch, sequence: 5, message: Greetings.outcome)
        #expect(session.drained(.received(plan), at: 10) == [.deliver(plan)])
        #expect(session.drained(.received(plan), at: 11) == [.rejected(.staleSequence)])
        let older = Envelope(epoch: epoch, sequence: 4, message: Greetings.outcome)
        #expect(session.drained(.received(older), at: 12) == [.rejected(.staleSequence)])
        let hello = Envelope(epoch: epoch, sequence: 6, message: Greetings.hello())
        #expect(session.drained(.received(hello), at: 13) == [.rejected(.unexpected(.hello))])
        #expect(session.drained(.malformed, at: 14) == [.rejected(.malformed)])
        #expect(session.counts.staleSequence == 2)
        #expect(session.counts.unexpected == 1)
        #expect(session.counts.malformed == 1)
        // None of them was a sign of life.
        let late = session.drained(.wake, at: 610)
        #expect(late.contains(.lost(.silence)))
    }

    @Test func `what nothing acts on is counted, and is a sign of life`() throws {
        let bundle = try #require(Greetings.bundle)
        var session = ClientSession(
            greeting: .register(
                Register(name: "worker", bundle: bundle, batchLimit: 8, serviceTimes: [])),
            configuration: .standard, random: seed.stream("session"))
        session.established(at: 0)
        let rehome = Greetings.rehome(to: "tcp://other:5600")
        for index in 0..<2 as Range<UInt64> {
            let frame = Envelope(epoch: session.epoch, sequence: 5 + index, message: rehome)
            let now = 400 * (index + 1)
            #expect(session.drained(.received(frame), at: now) == [.rejected(.unheeded(.rehome))])
            #expect(session.drained(.received(frame), at: now) == [.rejected(.staleSequence)])
        }
        #expect(session.counts.unheeded == 2 && session.counts.unexpected == 0)
        #expect(session.isEstablished, "each came within the limit of silence")
    }

    @Test func `a pace is a device's, and its credit takes the place of the welcome's`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        #expect(session.credit == 1)
        for (index, credit) in [(0, 2), (1, 64), (2, 1)] as [(UInt64, UInt16)] {
            let pace = Envelope(
                epoch: session.epoch, sequence: 5 + index, message: Greetings.pace(credit: credit))
            #expect(session.drained(.received(pace), at: 400 + index) == [.deliver(pace)])
            #expect(session.credit == Int(credit))
            #expect(
                session.drained(.received(pace), at: 400 + index) == [.rejected(.staleSequence)])
        }
        #expect(session.counts.unheeded == 0)
        // The next session begins with its own welcome's.
        _ = session.drained(.connectionClosed(1), at: 500)
        _ = session.drained(.wake, at: 600)
        _ = session.drained(.connectionOpened(2), at: 600)
        let welcome = Envelope(
            epoch: session.epoch, sequence: 0, message: .welcome(Greetings.welcome))
        _ = session.drained(.received(welcome), at: 610)
        #expect(session.isEstablished && session.credit == Int(Greetings.welcome.credit))
    }
    @Test func `to a worker nothing acts on a pace`() throws {
        let bundle = try #require(Greetings.bundle)
        var session = ClientSession(
            greeting: .register(
                Register(name: "worker", bundle: bundle, batchLimit: 8, serviceTimes: [])),
            configuration: .standard, random: seed.stream("session"))
        session.established(at: 0)
        let pace = Envelope(epoch: session.epoch, sequence: 5, message: Greetings.pace(credit: 7))
        #expect(session.drained(.received(pace), at: 10) == [.rejected(.unheeded(.pace))])
        #expect(session.credit == 1)
    }

    @Test func `a silent session is kept for the grace, and a frame ends its silence`() {
        var session = ClientSession(
            greeting: Greetings.hello(), configuration: .device, random: seed.stream("session"))
        session.established(at: 0)
        #expect(session.drained(.wake, at: 599).allSatisfy { $0 != .silent })
        #expect(session.drained(.wake, at: 600).contains(.silent))
        #expect(session.isEstablished && session.isSilent)
        #expect(session.wakeup == .milliseconds(699), "it goes on sending heartbeats")
        let outputs = session.drained(.received(heartbeat(&session, sequence: 1)), at: 1_000)
        #expect(outputs == [.heard] && !session.isSilent)
        #expect(session.drained(.wake, at: 1_600).contains(.silent))
        #expect(session.drained(.wake, at: 4_599).allSatisfy { !isLoss($0) })
        #expect(session.drained(.wake, at: 4_600).contains(.lost(.silence)))
        #expect(!session.isSilent)
    }

    @Test func `says goodbye when stopped and does nothing after`() {
        var session = Greetings.client(seed)
        session.established(at: 0)
        let outputs = session.drained(.stop(.finished), at: 10)
        #expect(outputs.count == 3)
        #expect(outputs.last == .closeConnection(1))
        #expect(session.wakeup == nil)
        #expect(session.drained(.start, at: 20).isEmpty)
    }

    private func heartbeat(_ session: inout ClientSession, sequence: UInt64) -> Envelope {
        Envelope(
            epoch: session.epoch, sequence: sequence,
            message: .heartbeat(Heartbeat(origin: 0, receive: 0, transmit: 1)))
    }
    private func isLoss(_ output: ClientSession.Output) -> Bool {
        if case .lost = output { true } else { false }
    }
}
