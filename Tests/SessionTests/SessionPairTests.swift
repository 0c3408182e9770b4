import Randomness
import Session
import Testing
import Timekeeping
import Wire

/// A client and a server over a link that loses, delays and duplicates.
struct SessionPair {
    private struct Flight {
        var due: Instant
        var connection: UInt64
        var toServer: Bool
        var envelope: Envelope
    }
    var client: ClientSession
    /// One session for each connection, as a coordinator keeps them.
    var servers: [ServerSession] = []
    var random: RandomStream
    var loss = 0.0
    var duplication = 0.0
    var delay: Range<Int> = 5..<30
    var isCut = false
    /// What the server's clock is ahead, in nanoseconds.
    let serverAhead: Int64
    private(set) var now = Instant.milliseconds(10)
    private(set) var delivered: [Envelope] = []
    private(set) var clientEpochs: [UInt64] = []
    private var flights: [Flight] = []

    init(seed: Seed, serverAhead: Int64) {
        client = Greetings.client(seed)
        random = seed.stream("link")
        self.serverAhead = serverAhead
        client.handle(.start, at: now)
        drainClient()
    }

    /// Whether both ends stand in the same session.
    var isJoined: Bool {
        client.isEstablished
            && servers.contains { $0.isEstablished && $0.epoch == client.epoch }
    }

    mutating func run(milliseconds: Int) { for _ in 0..<milliseconds { step() } }

    /// Sends an outcome from the newest server that stands.
    mutating func speak() {
        for index in servers.indices {
            let clock = now + .nanoseconds(serverAhead)
            guard let envelope = servers[index].stamp(Greetings.outcome, at: clock) else {
                continue
            }
            fly(envelope, connection: UInt64(index + 1), toServer: false)
        }
    }

    private mutating func step() {
        now = now + .milliseconds(1)
        while let index = flights.firstIndex(where: { $0.due <= now }) {
            let flight = flights.remove(at: index)
            flight.toServer ? toServer(flight) : toClient(flight.envelope)
        }
        if let due = client.wakeup, due <= now { give(.wake) }
        for index in servers.indices {
            let clock = now + .nanoseconds(serverAhead)
            if let due = servers[index].wakeup, due <= clock { give(.wake, to: index) }
        }
    }
    private mutating func toClient(_ envelope: Envelope) { give(.received(envelope)) }
    private mutating func toServer(_ flight: Flight) {
        let index = Int(flight.connection) - 1
        while servers.count <= index { servers.append(Greetings.server()) }
        give(.received(flight.envelope), to: index)
    }
    private mutating func give(_ input: ClientSession.Input) {
        client.handle(input, at: now)
        drainClient()
    }
    private mutating func give(_ input: ServerSession.Input, to index: Int) {
        let clock = now + .nanoseconds(serverAhead)
        servers[index].handle(input, at: clock)
        while let output = servers[index].nextOutput() {
            switch output {
            case .transmit(let envelope):
                fly(envelope, connection: UInt64(index + 1), toServer: false)
            case .greeted: servers[index].handle(.accept(Greetings.welcome), at: clock)
            case .established, .lost, .deliver, .rejected: break
            }
        }
    }
    private mutating func drainClient() {
        while let output = client.nextOutput() {
            switch output {
            case .openConnection(let number): client.handle(.connectionOpened(number), at: now)
            case .transmit(let envelope, let connection):
                fly(envelope, connection: connection, toServer: true)
            case .established(let epoch, _): clientEpochs.append(epoch)
            case .deliver(let envelope): delivered.append(envelope)
            case .closeConnection, .refused, .lost, .silent, .heard, .rejected: break
            }
        }
    }
    private mutating func fly(_ envelope: Envelope, connection: UInt64, toServer: Bool) {
        if isCut || random.chance(loss) { return }
        let copies = random.chance(duplication) ? 2 : 1
        for _ in 0..<copies {
            let due = now + .milliseconds(Int64(random.integer(in: delay)))
            flights.append(
                Flight(due: due, connection: connection, toServer: toServer, envelope: envelope))
        }
    }
}

@Suite struct SessionPairTests {
    @Test(arguments: 0..<20)
    func `stands again after any outage, in one epoch at a time`(run: UInt64) {
        let seed = Seed(600 + run)
        print("seed \(seed.value)")
        var random = seed.stream("outages")
        var pair = SessionPair(seed: seed, serverAhead: 0)
        for _ in 0..<6 {
            pair.loss = random.uniform(0, 0.3)
            pair.duplication = random.uniform(0, 0.5)
            pair.delay = 1..<random.integer(in: 20..<200)
            pair.isCut = random.chance(0.5)
            for _ in 0..<random.integer(in: 5..<40) {
                pair.run(milliseconds: 50)
                pair.speak()
            }
            (pair.loss, pair.duplication, pair.isCut) = (0, 0, false)
            pair.delay = 5..<30
            // The longest pause, an unanswered greeting under way, and the round trip.
            pair.run(milliseconds: 2_600)
            #expect(pair.isJoined)
        }
        check(pair)
    }

    @Test func `a server that restarts is found again without a new connection`() {
        var pair = SessionPair(seed: Seed(5), serverAhead: 0)
        pair.run(milliseconds: 1_500)
        #expect(pair.isJoined)
        let (connection, epoch) = (pair.client.connection, pair.client.epoch)
        pair.servers[pair.servers.count - 1] = Greetings.server()
        pair.run(milliseconds: 300)
        #expect(pair.isJoined)
        #expect(pair.client.connection == connection)
        #expect(pair.client.epoch != epoch)
    }

    @Test(arguments: [Int64(0), 3_600_000_000_000, 86_400_000_000_000])
    func `finds the round trip and the clocks' offset to half of it`(ahead: Int64) throws {
        var pair = SessionPair(seed: Seed(11), serverAhead: ahead)
        pair.run(milliseconds: 5_000)
        let roundTrip = try #require(pair.client.clock.roundTrip)
        let offset = try #require(pair.client.clock.offset)
        #expect(roundTrip >= .milliseconds(10) && roundTrip <= .milliseconds(25))
        let error = (offset - .nanoseconds(ahead)).nanoseconds.magnitude
        #expect(error <= UInt64(roundTrip.nanoseconds / 2))
        #expect(pair.client.clock.sampleCount <= Session.Limits.clockSamples)
    }

    @Test func `the same seed gives the same epochs`() {
        func epochs() -> [UInt64] {
            var pair = SessionPair(seed: Seed(77), serverAhead: 0)
            pair.loss = 0.2
            pair.run(milliseconds: 8_000)
            return pair.clientEpochs
        }
        #expect(epochs() == epochs())
    }

    /// Delivered frames are of established epochs, each epoch's block whole, sequences rising.
    private func check(_ pair: SessionPair) {
        #expect(Set(pair.clientEpochs).count == pair.clientEpochs.count)
        var block = 0
        var last: UInt64?
        for envelope in pair.delivered {
            while block < pair.clientEpochs.count, pair.clientEpochs[block] != envelope.epoch {
                block += 1
                last = nil
            }
            #expect(block < pair.clientEpochs.count, "a frame of an epoch that was over")
            if let last { #expect(envelope.sequence > last) }
            last = envelope.sequence
        }
        #expect(!pair.delivered.isEmpty)
    }
}
