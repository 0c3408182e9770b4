import Cells
public import Randomness
public import SansIO
public import Timekeeping
public import Wire

/// A device's sessions: with one of its coordinators, and with a second one while it changes, so
/// that the new connection is made before the old one is broken.
///
/// ```
///            first welcome                  silence, rehome
/// seeking ------------------> at home ------------------------> at home, spare seeking
///    ^    <------------------   ^  ^          heard again, spare failed       |
///    |       session lost       |  +------------------------------------------+
///    |                          |      the spare's welcome: the old one is told
///    |                          +----- goodbye(replaced) and closed ----------+
///    +---------------- the old session is lost before the spare is welcome ---+
/// ```
/// **Which home.** All are ranked by rendezvous hashing of the device's own name (`CellRanking`),
/// so that a fleet spreads. A try goes to the home with the fewest failures since a session lasted,
/// the latest home first among those, then by rank: a home that refuses, does not answer or says
/// goodbye passes the device on to the next one at once, and all are asked in turn. Each has its
/// own pause: what its refusal asked for, and a back-off. How long a try may take follows from what
/// a message there and back took when the home was last heard (`TryTimes`).
///
/// **No flapping.** A home that is preferred and back again is not gone to while a session stands:
/// a move costs a latent, a keyframe and what the coordinator learned, and gives nothing to a
/// device that has its plans. The next loss that is more than silence leads back. Who wants devices
/// back sooner says `rehome`.
///
/// **Who wins.** A spare wins by its welcome: that answers a greeting sent just before, so that
/// both ways are good and a fresh plan is one latent away. A silent session wins by the first
/// frame of its epoch and sequence that is heard before that. Only one session is ever in use:
/// what the other connection still delivers is of another epoch and refused, and counted.
///
/// **A standby** is a second session that stands beside the one in use, at another home, where that
/// is wanted (`SecondPath`): with heartbeats only, unless the core sends something both ways. It
/// takes over as a spare does by its welcome, but at once: when the session in use falls silent or
/// ends, or its coordinator sends the device there. A standby that falls silent is made anew.
///
/// A session that is silent sends heartbeats only: a latent would wait in the transport and be
/// stale when it came. Tests, by edge: `HomesTests`.
public struct Homes: StateMachine, Sendable {
    /// What happens to them.
    public typealias Input = ClientSession.Input
    /// What they want done.
    public enum Output: Hashable, Sendable {
        /// Open a connection to this endpoint and report on it under this number; an attempt that
        /// takes longer than `attempt` is given up, and another one made.
        case openConnection(UInt64, endpoint: String, attempt: Interval)
        /// Close it; nothing more is sent on it.
        case closeConnection(UInt64)
        /// Send a frame without payload on it.
        case transmit(Envelope, connection: UInt64)
        /// A session stands and is the one in use; the one before, if any, was lost.
        case established(epoch: UInt64, Welcome, endpoint: String)
        /// This coordinator said no.
        case refused(Refuse, endpoint: String)
        /// The session in use ended, or, if not `wasInUse`, a try at one.
        case lost(SessionLoss, wasInUse: Bool)
        /// The session in use is silent, and another one is looked for.
        case silent
        /// The session in use was heard again.
        case heard
        /// A coordinator sends the device to this endpoint, and it asks there.
        case rehoming(endpoint: String, RehomeReason)
        /// A second session stands beside the one in use.
        case standby(epoch: UInt64, endpoint: String)
        /// A frame of the session in use, or of the standby, for the core above.
        case deliver(Envelope)
        /// A frame was not taken.
        case rejected(SessionRejection)
    }

    private let hello: Hello
    private let configuration: SessionConfiguration
    private let keepsStandby: Bool
    /// By rank.
    private var homes: [HomeState]
    private var random: RandomStream
    private var slots: [HomeSlot?] = [nil, nil]
    /// The slot whose session is in use, or was until its coordinator forgot it.
    private var current: Int?
    /// The home of the latest session.
    private var latest: Int?
    private var latestEpoch: UInt64 = 0
    private var connections: UInt64 = 0
    private var isRunning = false
    private var nextTry: Instant?
    private var retired = SessionCounts()
    private var outputs = OutputQueue<Output>(limit: Limits.homeOutputs)

    /// A device of the name in `hello` whose coordinators have these endpoints, one to
    /// `Cells.Limits.homes`, each once; with `keepsStandby`, and more than one, a second session is
    /// kept beside the one in use. Epochs and jitter are drawn from `random`, which is seeded
    /// differently in each process.
    public init(
        hello: Hello, endpoints: [String], configuration: SessionConfiguration,
        keepsStandby: Bool, random: RandomStream
    ) {
        precondition(
            (1...Cells.Limits.homes).contains(endpoints.count)
                && Set(endpoints).count == endpoints.count,
            "a device has one to eight coordinators, each once")
        self.hello = hello
        self.configuration = configuration
        self.keepsStandby = keepsStandby && endpoints.count > 1
        self.random = random
        homes = CellRanking.order(of: hello.name, among: endpoints).map {
            HomeState(endpoint: endpoints[$0])
        }
    }

    /// Whether latents can be sent: a session stands and is not silent.
    public var isLinked: Bool {
        guard let session = inUse?.session else { return false }
        return session.isEstablished && !session.isSilent
    }
    /// Whether a session stands, be it a silent one.
    public var hasSession: Bool { inUse?.session.isEstablished ?? false }
    /// The epoch of the session in use or, without one, of the latest try or session; zero before
    /// the first.
    public var epoch: UInt64 {
        if let inUse { return inUse.session.epoch }
        for slot in slots {
            if let tried = slot?.session.epoch, tried != 0 { return tried }
        }
        return latestEpoch
    }
    /// The number of the connection in use; zero if none is.
    public var connection: UInt64 { inUse?.connection ?? 0 }
    /// The endpoint of the session in use or of the latest; nil before the first.
    public var endpoint: String? { latest.map { homes[$0].endpoint } }
    /// The epoch and the connection of the standby; nil while there is none that is heard.
    public var standby: (epoch: UInt64, connection: UInt64)? {
        guard let place = standbyPlace, let slot = slots[place] else { return nil }
        return (slot.session.epoch, slot.connection)
    }
    /// Latents that the coordinator in use lets be in flight at once, 1 to 64; one without any.
    public var credit: Int { inUse?.session.credit ?? 1 }
    /// Round trip and clock offset to the coordinator, this session.
    public var clock: ClockEstimate { inUse?.session.clock ?? ClockEstimate() }
    /// What all sessions counted.
    public var counts: SessionCounts {
        var counts = retired
        for slot in slots { if let slot { counts.add(slot.session.counts) } }
        return counts
    }
    /// When they want to be woken.
    public var wakeup: Instant? {
        var earliest = nextTry
        for slot in slots {
            guard let due = slot?.session.wakeup else { continue }
            earliest = earliest.map { min($0, due) } ?? due
        }
        return earliest
    }
    /// The next thing to do.
    public mutating func nextOutput() -> Output? { outputs.popFirst() }

    /// Numbers `message` for sending at `now` on `connection`, or nil if there is no session, or
    /// only a silent one.
    public mutating func stamp(_ message: Message, at now: Instant) -> Envelope? {
        guard isLinked, let current else { return nil }
        return slots[current]?.session.stamp(message, at: now)
    }

    /// The same in the session of the standby; nil without one.
    public mutating func stampStandby(_ message: Message, at now: Instant) -> Envelope? {
        standbyPlace.flatMap { slots[$0]?.session.stamp(message, at: now) }
    }

    /// Takes an input.
    public mutating func handle(_ input: Input, at now: Instant) {
        switch input {
        case .start: isRunning = true
        case .connectionOpened(let number):
            if let place = place(of: number) { tell(place, .connectionOpened(1), at: now) }
        case .connectionClosed(let number):
            if let place = place(of: number) { tell(place, .connectionClosed(1), at: now) }
        case .received(let envelope): receive(envelope, at: now)
        case .malformed:
            // Which connection it came on does not matter: it is only counted.
            reject(.malformed)
        case .wake:
            for place in slots.indices {
                guard let due = slots[place]?.session.wakeup, due <= now else { continue }
                tell(place, .wake, at: now)
            }
        case .stop(let reason):
            isRunning = false
            for place in slots.indices { tell(place, .stop(reason), at: now) }
        }
        if !isLinked, let standbyPlace { takeOver(standbyPlace, at: now) }
        seek(at: now)
    }

    private var standbyPlace: Int? {
        guard keepsStandby else { return nil }
        return slots.indices.first { place in
            guard place != current, let slot = slots[place], slot.stands, slot.ending == nil else {
                return false
            }
            return slot.session.isEstablished && !slot.session.isSilent
        }
    }
    private var inUse: HomeSlot? { current.flatMap { slots[$0] } }
    private func place(of connection: UInt64) -> Int? {
        slots.firstIndex { $0.map { $0.connection == connection } ?? false }
    }
    private mutating func reject(_ rejection: SessionRejection) {
        retired.count(rejection)
        outputs.append(.rejected(rejection))
    }
    private mutating func receive(_ envelope: Envelope, at now: Instant) {
        let place = slots.firstIndex { $0.map { $0.session.epoch == envelope.epoch } ?? false }
        guard let place, envelope.epoch != 0 else { return reject(.staleEpoch) }
        tell(place, .received(envelope), at: now)
    }
}

// MARK: Sessions

extension Homes {
    /// Gives the session at `place` an input and does what it wants; a session that is over leaves
    /// its place.
    private mutating func tell(_ place: Int, _ input: Input, at now: Instant) {
        slots[place]?.session.handle(input, at: now)
        while let output = slots[place]?.session.nextOutput() {
            carryOut(output, of: place, at: now)
        }
        guard let slot = slots[place], slot.isOver else { return }
        retired.add(slot.session.counts)
        slots[place] = nil
        if current == place { current = nil }
    }
    private mutating func carryOut(
        _ output: ClientSession.Output, of place: Int, at now: Instant
    ) {
        guard let slot = slots[place] else { return }
        switch output {
        case .openConnection:
            connections += 1
            slots[place]?.connection = connections
            let endpoint = homes[slot.home].endpoint
            outputs.append(
                .openConnection(connections, endpoint: endpoint, attempt: slot.times.attempt))
        case .closeConnection:
            slots[place]?.isOver = true
            outputs.append(.closeConnection(slot.connection))
        case .transmit(let envelope, _):
            outputs.append(.transmit(envelope, connection: slot.connection))
        case .established(let epoch, let welcome):
            slots[place]?.since = now
            slots[place]?.stands = true
            slots[place]?.welcome = welcome
            homes[slot.home].tries = 0
            if keepsStandby, place != current, isLinked, !slot.isRehome {
                outputs.append(.standby(epoch: epoch, endpoint: homes[slot.home].endpoint))
            } else {
                takeOver(place, at: now)
            }
        case .refused(let refuse):
            slots[place]?.retryAfter = min(refuse.retryAfter, Limits.retryAfter)
            outputs.append(.refused(refuse, endpoint: homes[slot.home].endpoint))
        case .lost(let loss):
            noteRoundTrip(of: slot)
            lose(place, loss, at: now)
        case .silent:
            noteRoundTrip(of: slot)
            // One that is silent is no standby, and its place is wanted for a spare.
            guard place == current else { return end(place, .silence, .replaced, at: now) }
            forgetFailures()
            outputs.append(.silent)
        case .heard:
            if let spare = other(than: place), slots[spare]?.isRehome == false {
                end(spare, .stopped, .replaced, at: now)
            }
            outputs.append(.heard)
        case .deliver(let envelope):
            if case .rehome(let rehome) = envelope.message {
                obey(rehome, from: place, at: now)
            } else {
                outputs.append(.deliver(envelope))
            }
        case .rejected(let rejection): outputs.append(.rejected(rejection))
        }
    }
    /// The other place, if a session is there.
    private func other(than place: Int) -> Int? {
        slots.indices.first { $0 != place && slots[$0] != nil }
    }
    /// The session at `place`, which was welcome, is the one in use from now on; the other ends.
    private mutating func takeOver(_ place: Int, at now: Instant) {
        guard let slot = slots[place], let welcome = slot.welcome else { return }
        if let other = other(than: place) { end(other, .replaced, .replaced, at: now) }
        current = place
        latest = slot.home
        outputs.append(
            .established(
                epoch: slot.session.epoch, welcome, endpoint: homes[slot.home].endpoint))
    }
    private mutating func end(
        _ place: Int, _ loss: SessionLoss, _ reason: GoodbyeReason, at now: Instant
    ) {
        slots[place]?.ending = loss
        tell(place, .stop(reason), at: now)
    }
    private mutating func lose(_ place: Int, _ loss: SessionLoss, at now: Instant) {
        guard let slot = slots[place] else { return }
        let wasInUse = place == current && slot.stands
        slots[place]?.stands = false
        if wasInUse {
            latestEpoch = slot.session.epoch
            if now - slot.since >= configuration.silenceLimit { forgetFailures() }
        }
        if let ending = slot.ending {
            slots[place]?.isOver = true
            if ending == .silence { noteFailure(of: slot.home, ending, after: .zero, at: now) }
            // A try that is not needed any more is no news.
            if slot.stands { outputs.append(.lost(ending, wasInUse: wasInUse)) }
            return
        }
        outputs.append(.lost(loss, wasInUse: wasInUse))
        // Its coordinator has forgotten it and was greeted again at once.
        guard !slot.session.isGreeting else { return }
        slots[place]?.isOver = true
        noteFailure(of: slot.home, loss, after: slot.retryAfter, at: now)
    }
}

// MARK: Homes

extension Homes {
    private mutating func forgetFailures() {
        for home in homes.indices { homes[home].failures = 0 }
    }
    private mutating func noteRoundTrip(of slot: HomeSlot) {
        guard let roundTrip = slot.session.clock.usualRoundTrip else { return }
        homes[slot.home].roundTrip = roundTrip
    }
    private mutating func noteFailure(
        of home: Int, _ loss: SessionLoss, after least: Interval, at now: Instant
    ) {
        var pause = configuration.shortestPause
        switch loss {
        // Nobody was asked anything: the next try costs them nothing, and a link that returns
        // must not be slept through.
        case .connectTimeout: break
        case .silence, .connectionClosed, .unanswered, .unknownSession, .refused, .replaced,
            .stopped:
            let doublings = min(homes[home].failures, Limits.backOffDoublings)
            pause = min(pause * (1 << doublings), configuration.longestPause)
        // It is about to end: whoever takes its place is not there yet.
        case .goodbye: pause = configuration.longestPause * 2
        }
        // Jitter keeps a fleet from coming at once.
        let jittered = Double(pause.nanoseconds) * random.uniform(0.5, 1)
        homes[home].failures += 1
        homes[home].notBefore = now + max(.nanoseconds(Int64(jittered)), least)
    }
    /// Begins the next try if one is wanted: without any session, beside a silent one, or for a
    /// standby.
    private mutating func seek(at now: Instant) {
        nextTry = nil
        guard isRunning else { return }
        var occupied: Int?
        if let slot = inUse {
            guard slots.contains(where: { $0 == nil }) else { return }
            if !slot.session.isSilent {
                guard keepsStandby, slot.session.isEstablished else { return }
                // A fleet that just came back is not to ask for everything twice.
                let lasted = slot.since + configuration.silenceLimit
                guard now >= lasted else { return nextTry = lasted }
                occupied = slot.home
            }
        } else if slots.contains(where: { $0 != nil }) {
            return
        }
        guard let (home, due) = choice(without: occupied, at: now) else { return }
        guard due <= now else { return nextTry = due }
        begin(home, token: nil, at: now)
    }
    /// The home to ask next, other than `occupied`, and when.
    private func choice(
        without occupied: Int?, at now: Instant
    ) -> (home: Int, due: Instant)? {
        var best: Int?
        for home in homes.indices where home != occupied {
            if best.map({ isBetter(home, than: $0, at: now) }) ?? true { best = home }
        }
        return best.map { ($0, homes[$0].notBefore) }
    }
    private func isBetter(_ home: Int, than best: Int, at now: Instant) -> Bool {
        let (left, right) = (homes[home], homes[best])
        let (leftDue, rightDue) = (max(left.notBefore, now), max(right.notBefore, now))
        if leftDue != rightDue { return leftDue < rightDue }
        if left.failures != right.failures { return left.failures < right.failures }
        // By rank otherwise, which is the order of places.
        return home == latest
    }
    private mutating func begin(_ home: Int, token: RehomeToken?, at now: Instant) {
        guard let place = slots.firstIndex(where: { $0 == nil }) else { return }
        var hello = hello
        hello.token = token
        if current != nil { retired.spares += 1 }
        homes[home].tries += 1
        let times = TryTimes(
            number: homes[home].tries, roundTrip: homes[home].roundTrip,
            configuration: configuration)
        var configuration = configuration
        configuration.connectTimeout = times.opening
        configuration.greetingTimeout = times.greeting
        slots[place] = HomeSlot(
            session: ClientSession(
                greeting: .hello(hello), configuration: configuration,
                random: Seed(random.next()).stream("session")),
            home: home, times: times, isRehome: token != nil)
        tell(place, .start, at: now)
    }
    /// A coordinator sends the device away: asked once, and only where its own configuration goes.
    /// One that drains and names a stranger is about to end all the same, so the device goes to the
    /// home that is its next by its own order, if it has another.
    private mutating func obey(_ rehome: Rehome, from place: Int, at now: Instant) {
        guard let own = slots[place]?.home else { return }
        guard let home = homes.firstIndex(where: { $0.endpoint == rehome.endpoint }), home != own
        else {
            reject(.strangeHome)
            let next = homes.indices.first { $0 != own }
            guard rehome.reason == .draining, let next, other(than: place) == nil else { return }
            return begin(next, token: nil, at: now)
        }
        if let other = other(than: place), let slot = slots[other] {
            // The token is shown once.
            if slot.isRehome, slot.home == home { return }
            if slot.home == home, other == standbyPlace {
                retired.rehomes += 1
                outputs.append(.rehoming(endpoint: rehome.endpoint, rehome.reason))
                return takeOver(other, at: now)
            }
            end(other, .stopped, .replaced, at: now)
        }
        retired.rehomes += 1
        outputs.append(.rehoming(endpoint: rehome.endpoint, rehome.reason))
        begin(home, token: rehome.token, at: now)
    }
}
