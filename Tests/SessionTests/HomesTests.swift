import Cells
import Randomness
import Session
import Testing
import Timekeeping
import Wire

@Suite struct HomesTests {
    @Test func `asks the home it ranks first, and stands there`() {
        var journey = Journey(homes: 3)
        #expect(journey.asked?.endpoint == journey.endpoints[0])
        journey.opens(at: 5)
        #expect(
            journey.isWelcome(at: 10).contains {
                if case .established(_, _, let endpoint) = $0 {
                    endpoint == journey.endpoints[0]
                } else {
                    false
                }
            })
        #expect(journey.homes.isLinked && journey.homes.epoch == journey.epoch)
        #expect(journey.homes.stamp(Greetings.outcome, at: .milliseconds(11))?.sequence == 1)
        #expect(journey.homes.connection == 1)
    }
    @Test func `a fleet spreads over its homes`() {
        let names = (0..<4).map { "tcp://10.0.0.\($0):5570" }
        var firsts: [String: Int] = [:]
        for car in 0..<400 {
            var homes = Homes(
                hello: Greetings.hello(name: "car-\(car)", token: nil), endpoints: names,
                configuration: .device, keepsStandby: false, random: Seed(1).stream("homes"))
            homes.handle(.start, at: .origin)
            if case .openConnection(_, let endpoint, _) = homes.nextOutput() {
                firsts[endpoint, default: 0] += 1
            }
        }
        #expect(firsts.count == 4 && firsts.values.allSatisfy { (60...140).contains($0) })
    }
    @Test(arguments: [RefuseReason.full, .draining, .unattainable, .wrongBundle])
    func `a refusal leads to the next home at once, and all are asked in turn`(
        reason: RefuseReason
    ) {
        var journey = Journey(homes: 3)
        for home in [0, 1, 2] {
            #expect(journey.asked?.endpoint == journey.endpoints[home])
            journey.opens(at: 10 * UInt64(home) + 5)
            journey.isRefused(reason, after: .milliseconds(500), at: 10 * UInt64(home) + 9)
        }
        // Each is asked again when it said so, not before.
        #expect(journey.homes.wakeup == .milliseconds(509))
        journey.sleeps(until: 509)
        #expect(journey.asked?.number == 4 && journey.asked?.endpoint == journey.endpoints[0])
        #expect(journey.closed == [1, 2, 3])
        #expect(Set(journey.greetings.map(\.epoch)).count == 3)
    }
    @Test func `a home that nobody answers from passes it on to the next`() {
        var journey = Journey(homes: 2)
        journey.sleeps(until: 1_000)
        #expect(journey.asked?.endpoint == journey.endpoints[1])
        journey.opens(at: 1_005)
        journey.sleeps(until: 1_505)
        // Greeted without an answer: the first again, whose pause is long over.
        #expect(journey.asked?.number == 3 && journey.asked?.endpoint == journey.endpoints[0])
        #expect(!journey.homes.isLinked)
    }
    @Test func `with one home the pauses between tries that reach it grow to a second`() {
        var journey = Journey(homes: 1)
        var pauses: [Interval] = []
        var now: UInt64 = 0
        for _ in 0..<8 {
            journey.opens(at: now + 1)
            journey.isRefused(.full, at: now + 2)
            let due = journey.homes.wakeup ?? .origin
            pauses.append(due - .milliseconds(now + 2))
            journey.sleeps(until: now + 2_000)
            now = due.nanoseconds / 1_000_000 + 1
        }
        #expect(pauses.allSatisfy { $0 >= .milliseconds(25) && $0 <= .milliseconds(1_000) })
        #expect(pauses[0] <= .milliseconds(50) && pauses[7] >= .milliseconds(500))
    }

    // MARK: Silence

    @Test func `silence, then the old session is heard: the spare is closed`() {
        var journey = Journey(homes: 2)
        journey.settles()
        let epoch = journey.epoch
        journey.sleeps(until: 609)
        #expect(journey.homes.isLinked && journey.asked?.number == 1)
        journey.sleeps(until: 610)
        // The same home is asked: most silences are the link's.
        #expect(journey.asked?.number == 2 && journey.asked?.endpoint == journey.endpoints[0])
        #expect(!journey.homes.isLinked && journey.closed.isEmpty)
        #expect(journey.homes.stamp(Greetings.outcome, at: .milliseconds(620)) == nil)
        #expect(
            journey.hearsLife(epoch: epoch, sequence: 1, at: 800) == [.closeConnection(2), .heard])
        #expect(journey.homes.isLinked && journey.homes.epoch == epoch)
        #expect(journey.homes.counts.spares == 1 && journey.homes.counts.lost == 0)
    }
    @Test func `silence, then the spare is welcome: the old one is told goodbye and closed`() {
        var journey = Journey(homes: 2)
        journey.settles()
        let old = journey.epoch
        journey.sleeps(until: 610)
        journey.opens(at: 650)
        #expect(journey.epoch != old && journey.homes.epoch == old)
        let outputs = journey.isWelcome(at: 700)
        #expect(outputs.first == .lost(.replaced, wasInUse: true))
        #expect(journey.goodbyes.map(\.connection) == [1])
        #expect(journey.goodbyes.map(\.reason) == [.replaced])
        #expect(journey.closed == [1])
        #expect(journey.homes.isLinked && journey.homes.epoch == journey.epoch)
        #expect(journey.homes.connection == 2)
        // What the old connection still delivers is refused and counted.
        let late = journey.hears(Greetings.outcome, epoch: old, sequence: 2, at: 710)
        #expect(late == [.rejected(.staleEpoch)])
        #expect(journey.homes.counts.staleEpoch == 1)
    }
    @Test func `both answer: whoever is first wins, and the other is not believed`() {
        var journey = Journey(homes: 2)
        journey.settles()
        let old = journey.epoch
        journey.sleeps(until: 610)
        journey.opens(at: 650)
        let spare = journey.epoch
        journey.hearsLife(epoch: old, sequence: 1, at: 700)
        #expect(journey.goodbyes.map(\.connection) == [2] && journey.closed == [2])
        let welcome = Message.welcome(Greetings.welcome)
        #expect(
            journey.hears(welcome, epoch: spare, sequence: 0, at: 701) == [.rejected(.staleEpoch)])
        #expect(journey.homes.isLinked && journey.homes.epoch == old)
    }
    @Test func `silence at one home, then another one is welcome`() {
        var journey = Journey(homes: 2)
        journey.settles()
        // The spare to the same home does not open within a second; the next home does.
        journey.sleeps(until: 1_610)
        #expect(journey.asked?.number == 3 && journey.asked?.endpoint == journey.endpoints[1])
        #expect(journey.closed == [2], "the old session is still kept")
        journey.opens(at: 1_615)
        journey.isWelcome(at: 1_620)
        #expect(journey.homes.endpoint == journey.endpoints[1] && journey.closed == [2, 1])
        // The first home is back, and preferred; nobody goes there while this session stands.
        for step in 0..<50 as Range<UInt64> {
            journey.hearsLife(epoch: journey.epoch, sequence: step + 1, at: 1_700 + step * 100)
            journey.sleeps(until: 1_700 + step * 100 + 99)
        }
        #expect(journey.asked?.number == 3)
    }
    @Test func `the coordinator that forgot a silent session is greeted on its connection`() {
        var journey = Journey(homes: 1)
        journey.settles()
        let old = journey.epoch
        journey.sleeps(until: 1_000)
        let refuse = Message.refuse(Greetings.refuse(.unknownSession, after: .zero))
        journey.hears(refuse, epoch: old, sequence: 0, at: 1_020)
        #expect(journey.greetings.last?.connection == 1 && journey.epoch != old)
        #expect(!journey.homes.isLinked)
        journey.isWelcome(at: 1_040)
        #expect(journey.homes.isLinked && journey.homes.connection == 1)
        #expect(journey.closed == [2], "the spare is not needed any more")
    }
    @Test func `a silent session lasts for the grace, whatever the spares do`() {
        var journey = Journey(homes: 1)
        journey.settles()
        journey.sleeps(until: 3_609)
        #expect(!journey.closed.contains(1) && journey.closed.contains(2))
        journey.sleeps(until: 3_610)
        #expect(journey.closed.contains(1))
        #expect(journey.story.contains(.lost(.silence, wasInUse: true)))
        // Tries go on, one a second and a little, each fourth of them patient: a link that returns
        // is not slept through, however long its round trip is.
        journey.sleeps(until: 20_000)
        #expect((12...14).contains(journey.asked?.number ?? 0))
    }
    @Test func `a connection that closes under the session leads to the next home`() {
        var journey = Journey(homes: 2)
        journey.settles()
        journey.give(.connectionClosed(1), at: 5_000)
        #expect(journey.asked?.endpoint == journey.endpoints[1])
        #expect(journey.story.contains(.lost(.connectionClosed, wasInUse: true)))
        #expect(journey.closed.isEmpty)
    }
    @Test func `a goodbye leads to the next home, or back after a second or two`() {
        for count in [1, 2] {
            var journey = Journey(homes: count)
            journey.settles()
            let goodbye = Message.goodbye(Goodbye(reason: .finished))
            journey.hears(goodbye, epoch: journey.epoch, sequence: 1, at: 500)
            #expect(journey.closed == [1])
            if count == 2 {
                #expect(journey.asked?.endpoint == journey.endpoints[1])
            } else {
                let due = journey.homes.wakeup ?? .origin
                #expect(due >= .milliseconds(1_500) && due <= .milliseconds(2_500))
            }
        }
    }

    // MARK: Rehome

    @Test func `a rehome: the new home is asked with the token, then the old one told goodbye`() {
        var journey = Journey(homes: 3)
        journey.settles()
        let old = journey.epoch
        let target = journey.endpoints[2]
        let rehome = Greetings.rehome(to: target)
        let outputs = journey.hears(rehome, epoch: old, sequence: 1, at: 100)
        #expect(
            outputs == [
                .rehoming(endpoint: target, .draining),
                .openConnection(2, endpoint: target, attempt: .milliseconds(250)),
            ])
        // Told again, it does not ask twice.
        #expect(journey.hears(rehome, epoch: old, sequence: 2, at: 101).isEmpty)
        journey.opens(at: 105)
        #expect(journey.greetings.last?.hello.token == Greetings.token(9))
        // Until the welcome plans come from the old home.
        #expect(journey.homes.isLinked && journey.homes.connection == 1)
        let plan = journey.hears(Greetings.outcome, epoch: old, sequence: 3, at: 110)
        #expect(plan.count == 1)
        let welcome = journey.isWelcome(at: 120)
        #expect(welcome.first == .lost(.replaced, wasInUse: true))
        #expect(journey.goodbyes.map(\.connection) == [1] && journey.closed == [1])
        #expect(journey.homes.isLinked && journey.homes.endpoint == target)
        #expect(journey.homes.counts.rehomes == 1)
        // The token was shown once: a later session there has none.
        journey.give(.connectionClosed(2), at: 5_000)
        journey.opens(at: 5_010)
        #expect(journey.greetings.count == 3 && journey.greetings[2].hello.token == nil)
    }
    @Test func `a rehome to a stranger, or to where it is, is refused and counted`() {
        var journey = Journey(homes: 2)
        journey.settles()
        for (index, endpoint) in ["tcp://evil:1", journey.endpoints[0]].enumerated() {
            let outputs = journey.hears(
                Greetings.rehome(to: endpoint, reason: .overload), epoch: journey.epoch,
                sequence: UInt64(index) + 1, at: 100)
            #expect(outputs == [.rejected(.strangeHome)])
        }
        #expect(journey.homes.counts.strangeHomes == 2 && journey.homes.counts.rehomes == 0)
        #expect(journey.homes.isLinked && journey.asked?.number == 1)
    }
    @Test func `sent to a stranger by one that ends, it goes to its own next home`() {
        var journey = Journey(homes: 3)
        journey.settles()
        let outputs = journey.hears(
            Greetings.rehome(to: "tcp://evil:1"), epoch: journey.epoch, sequence: 1, at: 100)
        #expect(outputs.first == .rejected(.strangeHome))
        #expect(journey.asked?.number == 2 && journey.asked?.endpoint == journey.endpoints[1])
        #expect(journey.homes.isLinked, "the old session stays until the new one is welcome")
        journey.opens(at: 110)
        #expect(journey.greetings[1].hello.token == nil)
        #expect(journey.isWelcome(at: 120).first == .lost(.replaced, wasInUse: true))
        #expect(journey.homes.endpoint == journey.endpoints[1])
    }
    @Test func `a session that its coordinator forgot is lost once`() {
        var journey = Journey(homes: 1)
        journey.settles()
        let forgotten = Message.refuse(Greetings.refuse(.unknownSession, after: .zero))
        let lost = journey.hears(
            forgotten, epoch: journey.epoch, sequence: 0, at: 5_000)
        #expect(lost.contains(.lost(.unknownSession, wasInUse: true)))
        let epoch = journey.greetings.last?.epoch ?? 0
        let full = Message.refuse(Greetings.refuse(.full, after: .zero))
        let refused = journey.hears(full, epoch: epoch, sequence: 0, at: 5_010)
        #expect(refused.contains(.lost(.refused(.full), wasInUse: false)), "\(refused)")
    }
    @Test func `a rehome that is refused, or not answered, leaves the session as it is`() {
        for isRefused in [true, false] {
            var journey = Journey(homes: 2)
            journey.settles()
            let old = journey.epoch
            journey.hears(
                Greetings.rehome(to: journey.endpoints[1]), epoch: old, sequence: 1, at: 100)
            journey.opens(at: 105)
            if isRefused {
                journey.isRefused(.full, at: 110)
            } else {
                for step in 1...6 as ClosedRange<UInt64> {
                    journey.hearsLife(epoch: old, sequence: step + 1, at: 100 * step + 10)
                    journey.sleeps(until: 100 * step + 20)
                }
            }
            #expect(journey.closed == [2] && journey.goodbyes.isEmpty)
            #expect(journey.homes.isLinked && journey.homes.connection == 1)
            #expect(journey.asked?.number == 2, "asked once")
            // When the old home then ends the session, the device looks for itself.
            let goodbye = Message.goodbye(Goodbye(reason: .finished))
            journey.hears(goodbye, epoch: old, sequence: 20, at: 1_000)
            #expect(journey.asked?.endpoint == journey.endpoints[1] && journey.asked?.number == 3)
        }
    }
    @Test func `a rehome under way is the spare when the old home falls silent`() {
        var journey = Journey(homes: 2)
        journey.settles()
        let old = journey.epoch
        journey.hears(Greetings.rehome(to: journey.endpoints[1]), epoch: old, sequence: 1, at: 100)
        journey.sleeps(until: 705)
        #expect(journey.asked?.number == 2 && !journey.homes.isLinked)
        // Heard again, it still goes: it was sent.
        journey.hearsLife(epoch: old, sequence: 2, at: 710)
        #expect(journey.closed.isEmpty)
        journey.opens(at: 715)
        journey.isWelcome(at: 720)
        #expect(journey.homes.endpoint == journey.endpoints[1])
    }
    @Test func `a later rehome to another home takes the first one's place`() {
        var journey = Journey(homes: 3)
        journey.settles()
        for (home, sequence) in [(1, 1), (2, 2)] as [(Int, UInt64)] {
            journey.hears(
                Greetings.rehome(to: journey.endpoints[home]), epoch: journey.epoch,
                sequence: sequence, at: 100)
        }
        #expect(journey.closed == [2] && journey.asked?.endpoint == journey.endpoints[2])
        #expect(journey.homes.isLinked)
    }

    // MARK: The end

    @Test func `stopped, both connections are told goodbye and closed, and nothing follows`() {
        var journey = Journey(homes: 2)
        journey.settles()
        journey.sleeps(until: 610)
        journey.opens(at: 620)
        journey.give(.stop(.finished), at: 630)
        #expect(journey.goodbyes.map(\.connection) == [1, 2] && journey.closed == [1, 2])
        #expect(journey.homes.wakeup == nil)
        journey.give(.wake, at: 10_000)
        #expect(journey.asked?.number == 2)
    }
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `whatever happens, at most two connections are open and each frame has a session`(
        seed: UInt64
    ) {
        var random = Seed(seed).stream("journey")
        var journey = Journey(homes: random.integer(in: 1..<9))
        var open: Set<UInt64> = [1]
        var seen = journey.story.count
        var now: UInt64 = 1
        for step in 0..<400 as Range<UInt64> {
            now += UInt64(random.integer(in: 1..<400))
            let epochs = journey.greetings.suffix(3).map(\.epoch) + [journey.homes.epoch]
            let epoch = epochs[random.integer(in: 0..<epochs.count)]
            switch random.integer(in: 0..<10) {
            case 0, 1: journey.opens(at: now)
            case 2, 3: journey.isWelcome(at: now)
            case 4:
                let number = journey.asked?.number ?? 0
                open.remove(number)
                journey.give(.connectionClosed(number), at: now)
            case 5: journey.hearsLife(epoch: epoch, sequence: step, at: now)
            case 6: journey.isRefused(.full, after: .milliseconds(20), at: now)
            case 7:
                let target = journey.endpoints[random.integer(in: 0..<journey.endpoints.count)]
                journey.hears(Greetings.rehome(to: target), epoch: epoch, sequence: step, at: now)
            case 8:
                let refuse = Message.refuse(Greetings.refuse(.unknownSession, after: .zero))
                journey.hears(refuse, epoch: epoch, sequence: 0, at: now)
            default: journey.sleeps(until: now)
            }
            for output in journey.story[seen...] {
                if case .openConnection(let number, _, _) = output { open.insert(number) }
                if case .closeConnection(let number) = output { open.remove(number) }
            }
            seen = journey.story.count
            #expect(open.count <= 2, "seed \(seed), step \(step)")
            // It never ends to look: there is a session, a try, or an instant for the next.
            #expect(journey.homes.isLinked || journey.homes.wakeup != nil, "seed \(seed)")
        }
        #expect(journey.homes.counts.established > 0, "seed \(seed)")
    }
}
